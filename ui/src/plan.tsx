import { useState } from 'preact/hooks';
import { apply, done, failure, proposal, rollback, type FieldChange, type Plan } from './change';
import { Dialog } from './dialog';
import { lines, plural } from './model';
import { now } from './store';

const UNDO_MS = 120_000;

/** What was, or what will be: an object as lines, each with a sign. */
function Value({ it, sign }: { it: unknown; sign: '−' | '+' }) {
  const text = lines(it);
  const Tag = sign === '+' ? 'ins' : 'del';
  return text.length === 1 ? (
    <Tag>{text}</Tag>
  ) : (
    // Long ones scroll, by keys too.
    <Tag class="block" tabIndex={0}>
      {text.map((line) => `${sign} ${line}\n`).join('')}
    </Tag>
  );
}

export function Changes({ changes }: { changes: FieldChange[] }) {
  if (changes.length === 0) return <p class="quiet">No field differs.</p>;
  return (
    <ul class="changes">
      {changes.map((it) => (
        <li key={it.field}>
          <b>{it.field}</b>: <Value it={it.before} sign="−" /> → <Value it={it.after} sign="+" />
        </li>
      ))}
    </ul>
  );
}

export function PlanView({ plan }: { plan: Plan }) {
  return (
    <>
      {plan.risks.length === 0 ? (
        <p class="is-up">● Nothing that clients would notice.</p>
      ) : (
        <ul class="risks">
          {plan.risks.map((it) => (
            <li key={it.text}>
              <span aria-hidden="true">▲</span> {it.text}
            </li>
          ))}
        </ul>
      )}
      <h3>What changes</h3>
      <Changes changes={plan.changes} />
      <h3>{plural(plan.steps.length, 'step')} of the data plane, in this order</h3>
      <ol class="steps" tabIndex={0}>
        {plan.steps.map((it) => (
          <li>
            <code>{it.text}</code>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Shows the plan of a change before it is applied. */
export function PlanDialog() {
  const it = proposal.value;
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [within, setWithin] = useState('');
  if (it === null) return null;
  const close = () => {
    proposal.value = null;
    setProblem(null);
    setWithin('');
  };
  return (
    <Dialog title={it.title} close={close} wide>
      <PlanView plan={it.plan} />
      {problem !== null && (
        <p class="problem" role="alert">
          ✕ {problem}
        </p>
      )}
      <label class="apart">
        Take it back by itself
        <select value={within} onChange={(e) => setWithin(e.currentTarget.value)}>
          <option value="">no</option>
          <option value="1m">unless it is confirmed within 1 minute</option>
          <option value="10m">unless it is confirmed within 10 minutes</option>
        </select>
      </label>
      <div class="buttons">
        <button type="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          class="main"
          disabled={isBusy || it.plan.changes.length === 0}
          onClick={() => {
            setBusy(true);
            setProblem(null);
            apply(it, within === '' ? null : within)
              .then(() => setWithin(''))
              .catch((e) => setProblem(e.message))
              .finally(() => setBusy(false));
          }}
        >
          Apply
        </button>
      </div>
    </Dialog>
  );
}

/** What was done just now, with a way back. */
export function Done() {
  const it = done.value;
  const bad = failure.value;
  const isShown = it !== null && now.value - it.at < UNDO_MS;
  return (
    <div class="toasts" role="status">
      {bad !== null && (
        <p class="toast problem">
          <span>✕ {bad}</span>
          <button type="button" onClick={() => (failure.value = null)}>
            Close
          </button>
        </p>
      )}
      {isShown && (
        <p class="toast">
          <span>
            <span aria-hidden="true">●</span> Done: {it.title} (revision {it.now})
          </span>
          <button type="button" onClick={() => rollback(it.before, it.now).catch((e) => (failure.value = e.message))}>
            Undo
          </button>
          <button type="button" onClick={() => (done.value = null)} aria-label="Close this message">
            ✕
          </button>
        </p>
      )}
    </div>
  );
}
