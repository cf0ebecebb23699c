import { useAnswer } from './load';
import { ago, clock } from './model';
import { news, now } from './store';

interface Drift {
  drift: { at: string; step: { text: string }; repaired: boolean }[];
  unrepaired: { text: string }[];
}

const EVERY_MS = 5000;

/** What others changed in the data plane. */
export function DriftPage() {
  // What drifted is told; what is missing is not.
  const it = useAnswer<Drift>('drift', news.value.find((one) => one.kind === 'trouble'), Math.floor(now.value / EVERY_MS));
  if (it.error !== undefined) return <p class="problem">✕ {it.error.message}</p>;
  if (it.body === undefined) return <p class="nothing">asking …</p>;
  const { drift, unrepaired } = it.body;
  return (
    <>
      <h1>Drift</h1>
      <p class="facts">What somebody else changed in the data plane, as the step that puts it right.</p>
      {unrepaired.length > 0 && <h2>Missing at present</h2>}
      <ul class="changes">
        {unrepaired.map((step) => (
          <li class="is-down">
            ✕ <code>{step.text}</code>
          </li>
        ))}
      </ul>
      {drift.length === 0 ? (
        <p class="nothing">● Nobody else has changed anything lately.</p>
      ) : (
        <ul class="backends">
          {drift.map((one) => (
            <li class="card">
              <span class={one.repaired ? 'is-up' : 'is-down'}>{one.repaired ? '● repaired' : '✕ not repaired'}</span>{' '}
              <code>{one.step.text}</code>{' '}
              <time dateTime={one.at} title={clock(one.at, now.value)}>
                {ago(Date.parse(one.at), now.value)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
