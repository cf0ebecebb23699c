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

/** As many as the daemon keeps. */
const KEPT = 60;

/** The last checks of a backend: how long they took, and when and why one failed. */
export function ChecksView({ of }: { of: Checks | undefined }) {
  if (of === undefined) return null;
  if (of.type === 'none') return <p class="quiet">Not checked: it counts as up.</p>;
  const { last, last_failure: failed } = of;
  if (last === null) return <p class="quiet">Check by {of.type}: none has ended yet.</p>;
  return (
    <div class="plots small">
      <Plot label={`${of.type} checks`} values={of.took_ms} most={KEPT} format={milliseconds} />
      <p class="quiet">
        {last.failure === null ? '● the last was good' : '✕ the last failed'}{' '}
        <time dateTime={last.at} title={clock(last.at, now.value)}>
          {ago(Date.parse(last.at), now.value)}
        </time>
        {failed === null ? (
          ' · none has failed since the daemon began'
        ) : (
          <>
            {' '}
            · the last failure{' '}
            <time dateTime={failed.at} title={clock(failed.at, now.value)}>
              {ago(Date.parse(failed.at), now.value)}
            </time>
            : {failed.failure}
          </>
        )}
      </p>
    </div>
  );
}
