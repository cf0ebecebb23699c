import { signal } from '@preact/signals';
import { Dialog } from './dialog';

export const isHelpShown = signal(false);

const KEYS: [string, string][] = [
  ['/', 'search'],
  ['j, ↓', 'next service'],
  ['k, ↑', 'service before'],
  ['Enter', 'open the service'],
  ['Esc', 'leave the search or a dialog; else back to all services'],
  ['o', 'all services'],
  ['t', 'timeline'],
  ['d', 'drift'],
  ['r', 'routes: which addresses are announced'],
  ['n', 'nodes: the directors that share a store'],
  ['i', 'IPVS as a whole'],
  ['c', 'create a service'],
  ['l', 'light, dark, or as the system has it'],
  ['?', 'this help'],
];

export function Help() {
  if (!isHelpShown.value) return null;
  const close = () => (isHelpShown.value = false);
  return (
    <Dialog title="Keys and signs" close={close}>
      <table class="plain">
        <caption>Keys</caption>
        <tbody>
          {KEYS.map(([key, what]) => (
            <tr>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table class="plain">
        <caption>Signs</caption>
        <tbody>
          <tr><th scope="row">● up</th><td>no backend fails its checks</td></tr>
          <tr><th scope="row">◐ partly up</th><td>some backends fail them</td></tr>
          <tr><th scope="row">✕ down</th><td>all do</td></tr>
          <tr><th scope="row">? not checked yet</th><td>no check has a result yet</td></tr>
          <tr><th scope="row">○ no backends</th><td>nobody would answer</td></tr>
          <tr>
            <th scope="row">
              <span class="bar sample" aria-hidden="true"><i class="w6" /><i class="w4 lost" /></span> weights
            </th>
            <td>as wide as the configured weight; filled: in effect, hatched: not, by checks or by an operator</td>
          </tr>
        </tbody>
      </table>
      <div class="buttons">
        <button type="button" class="main" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
