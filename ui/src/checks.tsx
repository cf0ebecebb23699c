import { ago, clock, milliseconds } from './model';
import { Plot } from './plot';
import { now } from './store';

interface Check {
  at: string;
  took_ms: number;
  failure: string | null;
}

export interface Checks {
  type: string;
  last: Check | null;
  last_failure: Check | null;
  took_ms: number[];
}

/** How long the last checks of a backend took. */
export function ChecksPlot({ of }: { of: Checks | undefined }) {
  if (of === undefined || of.last === null || of.type === 'none') return null;
  return <Plot label={`${of.type} checks`} values={of.took_ms} format={milliseconds} />;
}

/** When the last check of a backend was, and when and why one failed. */
export function ChecksWords({ of }: { of: Checks | undefined }) {
  if (of === undefined) return null;
  if (of.type === 'none') return <p class="quiet">Not checked: it counts as up.</p>;
  const { last, last_failure: failed } = of;
  if (last === null) return <p class="quiet">Check by {of.type}: none has ended yet.</p>;
  return (
    <p class="quiet">
      {last.failure === null ? '● the last check was good' : '✕ the last check failed'}, <Ago at={last.at} />
      {failed === null ? ' · none has failed since the daemon began' : null}
      {failed !== null && last.failure === null && (
        <>
          {' '}
          · the last failure <Ago at={failed.at} />: {failed.failure}
        </>
      )}
      {last.failure !== null && `: ${last.failure}`}
    </p>
  );
}

function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={clock(at, now.value)}>
      {ago(Date.parse(at), now.value)}
    </time>
  );
}
