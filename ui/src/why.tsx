import { backendPath } from './client';
import { useAnswer } from './load';
import { ago, timed, type Backend } from './model';
import { now } from './store';

/** Why a backend has its weight, as the daemon says it. */
export interface Why {
  words: string;
  causes: { cause: string; words: string; weight: number; elapsed?: number; over?: number; good?: number; of?: number }[];
  transitions: { at: string | null; from: string; to: string; reason: string | null }[];
}

export function WhyView({ service, name, it }: { service: string; name: string; it: Backend }) {
  const why = useAnswer<Why>(`${backendPath(service, name)}/why`, it);
  if (why.error !== undefined) return <p class="problem">✕ {why.error.message}</p>;
  if (why.body === undefined) return <p class="quiet">asking …</p>;
  return (
    <div class="why">
      {why.body.causes.length === 0 && <p>{timed(why.body.words, now.value)}</p>}
      <ol class="steps">
        {why.body.causes.map((cause) => (
          <li>
            {timed(cause.words, now.value)} → <b>{cause.weight}</b>
          </li>
        ))}
      </ol>
      {why.body.transitions.length > 0 && (
        <ul class="changes" aria-label="What its checks said before">
          {why.body.transitions.slice(0, 8).map((past) => (
            <li>
              {past.at === null ? '' : ago(Date.parse(past.at), now.value)}: {past.from} → {past.to}
              {past.reason !== null && `, ${past.reason}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
