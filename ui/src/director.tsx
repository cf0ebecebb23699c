import { Unanswered, useAnswer } from './load';
import { now } from './store';

interface Settings {
  [group: string]: Record<string, unknown> | undefined;
}

interface Director {
  origin: string | null;
  wanted: Settings;
  kernel: Settings;
  steps: string[];
  refused: string | null;
}

const EVERY_MS = 10_000;

const GROUPS: [string, string][] = [
  ['timeouts', 'Timeouts'],
  ['sync', 'Sync daemons'],
  ['sysctl', 'Parameters'],
];

/** Settings of the kernel's IPVS as a whole: what it has, and what somebody wants. */
export function DirectorPage() {
  const it = useAnswer<Director>('ipvs', Math.floor(now.value / EVERY_MS));
  return (
    <>
      <h1>IPVS as a whole</h1>
      {it.body === undefined ? <Unanswered of={it} /> : <Known it={it.body} />}
    </>
  );
}

function Known({ it }: { it: Director }) {
  return (
    <>
      <p>{it.origin === null ? 'Nobody wants anything of it: all is as the kernel has it.' : `What is wanted comes from the ${it.origin}.`}</p>
      {it.steps.length === 0 ? (
        <p class="is-up">● The kernel has everything that is wanted.</p>
      ) : (
        <div class="card">
          <h2 class="is-down">✕ Missing at present</h2>
          {it.refused !== null && <p class="is-down">{it.refused}</p>}
          <ol class="steps">
            {it.steps.map((text) => (
              <li>
                <code>{text}</code>
              </li>
            ))}
          </ol>
        </div>
      )}
      {GROUPS.map(([group, title]) => (
        <Group key={group} title={title} kernel={it.kernel[group] ?? {}} wanted={it.wanted[group] ?? {}} />
      ))}
    </>
  );
}

function Group({ title, kernel, wanted }: { title: string; kernel: Record<string, unknown>; wanted: Record<string, unknown> }) {
  const names = [...new Set([...Object.keys(kernel), ...Object.keys(wanted)])];
  return (
    <section class="card next">
      <table class="plain columns">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kernel</th>
            <th scope="col">Wanted</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{shown(kernel[name])}</td>
              <td>{shown(wanted[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {names.length === 0 && <p class="quiet">None.</p>}
    </section>
  );
}

function shown(it: unknown): string {
  if (it === undefined) return '–';
  if (typeof it !== 'object' || it === null) return String(it);
  return Object.entries(it)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}
