/** What a service carries, as small plots; asked for while its page is open. */
import { amount, plural } from './model';
import { Plot } from './plot';
import type { Polled } from './poll';

export interface Carried {
  active: number;
  inactive: number;
  connections: number;
  per_second: { connections: number; bytes_in: number; bytes_out: number };
}

export interface ServiceCarried extends Carried {
  backends: Record<string, Carried>;
}

/** Five minutes, an answer every two seconds. */
export const EVERY_MS = 2000;
export const KEPT = 150;

export const perSecond = (it: number) => `${amount(it)}/s`;
export const bytes = (it: number) => `${amount(it)}${it < 999.5 ? ' ' : ''}B/s`;

export function Traffic({ of }: { of: Polled<ServiceCarried> }) {
  if (of.answers.length === 0) return of.error === null ? null : <p class="quiet">No rates: {of.error.message}.</p>;
  const plots: [string, (it: Carried) => number, (it: number) => string][] = [
    ['new connections', (it) => it.per_second.connections, perSecond],
    ['active connections', (it) => it.active, amount],
    ['in', (it) => it.per_second.bytes_in, bytes],
    ['out', (it) => it.per_second.bytes_out, bytes],
  ];
  return (
    <section class="plots" aria-label="What it carries, for the last five minutes at most">
      {plots.map(([label, value, format]) => (
        <Plot key={label} label={label} values={of.answers.map(value)} format={format} />
      ))}
    </section>
  );
}

/** One backend's share of it. */
export function BackendTraffic({ of, name }: { of: Polled<ServiceCarried>; name: string }) {
  const values = of.answers.map((it) => it.backends[name]).filter((it) => it !== undefined);
  const now = values.at(-1);
  if (now === undefined) return null;
  return (
    <>
      <Plot label="new connections" values={values.map((it) => it.per_second.connections)} format={perSecond} />
      <Plot
        label="in and out"
        values={values.map((it) => it.per_second.bytes_in + it.per_second.bytes_out)}
        format={bytes}
      />
    </>
  );
}

/** The same in words. */
export function BackendTrafficWords({ of, name }: { of: Polled<ServiceCarried>; name: string }) {
  const now = of.answers.at(-1)?.backends[name];
  if (now === undefined) return null;
  return (
    <p class="quiet">
      {plural(now.active, 'active connection')}
      {now.inactive > 0 && `, ${now.inactive.toLocaleString('en')} ending`} · {now.connections.toLocaleString('en')} in all
    </p>
  );
}
