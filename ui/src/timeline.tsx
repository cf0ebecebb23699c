import { useState } from 'preact/hooks';
import { mayChange } from './access';
import { attempt } from './actions';
import { failure, rollback, type Plan } from './change';
import { ask } from './client';
import { Dialog } from './dialog';
import { useAnswer } from './load';
import { ago, clock } from './model';
import { PlanView } from './plan';
import { now, status } from './store';

interface Revision {
  revision: number;
  at: string;
  cause: string;
  current: boolean;
}

/** Who changed what, and a way back. */
export function Timeline() {
  const all = useAnswer<Revision[]>('revisions', status.value?.revision);
  const [open, setOpen] = useState<number | null>(null);
  const [back, setBack] = useState<number | null>(null);
  if (all.error !== undefined) return <p class="problem">✕ {all.error.message}</p>;
  const list = all.body ?? [];
  const current = list.find((it) => it.current)?.revision ?? 0;
  return (
    <>
      <h1>Timeline</h1>
      {list.length === 0 && <p class="nothing">{all.body === undefined ? 'asking …' : 'Nothing was changed yet.'}</p>}
      <ol class="backends">
        {list.map((it, i) => (
          <li class="card" key={it.revision}>
            <div class="cardhead">
              <h2>Revision {it.revision}</h2>
              {it.current && <span class="badge">● in force</span>}
              <span>{it.cause.replace(/^(\w+): apply: /, '$1: ')}</span>
              <time dateTime={it.at} title={clock(it.at, now.value)}>
                {ago(Date.parse(it.at), now.value)}
              </time>
              <div class="buttons atend">
              {i + 1 < list.length && (
                <button
                  type="button"
                  aria-expanded={open === it.revision}
                  onClick={() => setOpen(open === it.revision ? null : it.revision)}
                >
                  What changed?
                </button>
              )}
              {!it.current && mayChange() && (
                <button type="button" onClick={() => setBack(it.revision)}>
                  Roll back to this…
                </button>
              )}
              </div>
            </div>
            {open === it.revision && <Difference from={list[i + 1]!.revision} to={it.revision} />}
          </li>
        ))}
      </ol>
      {back !== null && <Back to={back} from={current} close={() => setBack(null)} />}
    </>
  );
}

function Difference({ from, to }: { from: number; to: number }) {
  const it = useAnswer<Plan>(`diff/${from}/${to}`);
  if (it.error !== undefined) return <p class="problem">✕ {it.error.message}</p>;
  return it.body === undefined ? <p class="quiet">asking …</p> : <PlanView plan={it.body} />;
}

function Back({ to, from, close }: { to: number; from: number; close: () => void }) {
  return (
    <Dialog title={`Roll back from revision ${from} to ${to}`} close={close} wide>
      <Difference from={from} to={to} />
      <div class="buttons">
        <button type="button" onClick={close}>
          Cancel
        </button>
        <button type="button" class="main" onClick={() => (close(), attempt(rollback(to, from)))}>
          Roll back
        </button>
      </div>
    </Dialog>
  );
}

/** A change that is taken back unless somebody confirms it. */
export function Pending() {
  const until = status.value?.confirm_until ?? null;
  if (until === null) return null;
  const left = Math.max(0, Math.round((Date.parse(until) - now.value) / 1000));
  return (
    <p>
      <span aria-hidden="true">▲</span> A change is taken back in {left} s unless it is confirmed.{' '}
      {mayChange() && (
        <button type="button" onClick={() => void ask('POST', 'confirm').catch((e) => (failure.value = e.message))}>
          Confirm it
        </button>
      )}
    </p>
  );
}
