import { useRef, useState } from 'preact/hooks';
import { Refused, type Problem } from './client';
import { Dialog } from './dialog';
import type { Field, Values } from './fields';

/** Long enough that nobody is told of a field while it is being typed into. */
const PAUSE_MS = 300;

/**
 * Asks for fields in a dialog. What the daemon says of one stands beside it: when people leave a field, and when they ask
 * for the plan; what it says of no field here stands at the end, with its path.
 */
export function FormDialog(props: {
  title: string;
  fields: readonly Field[];
  values: Values;
  /** Where the paths of problems begin, such as services.web.: the rest is the path of a field. */
  prefix: (values: Values) => string;
  submitLabel?: string;
  close: () => void;
  /** Asks what the daemon says of the values, without showing it; rejects with what is wrong. */
  check?: (given: Values) => Promise<unknown>;
  submit: (given: Values) => Promise<void>;
}) {
  const { fields } = props;
  const [values, setValues] = useState(props.values);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [message, setMessage] = useState<string | null>(null);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const question = useRef(0);
  const timer = useRef(0);
  const checked = useRef(JSON.stringify(props.values));

  const prefix = props.prefix(values);
  const own = problems.map((it) => ({ ...it, field: it.field.startsWith(prefix) ? it.field.slice(prefix.length) : it.field }));
  const fieldOf = (problem: Problem) =>
    fields.find((it) => it.path === problem.field) ??
    fields.find((it) => it.kind === 'json' && problem.field.startsWith(`${it.path}.`));
  const lost = own.filter((it) => fieldOf(it) === undefined || fieldOf(it)!.isShown?.(values) === false);

  const refuse = (e: unknown) => {
    const refused = e instanceof Refused ? e : new Refused(0, e instanceof Error ? e.message : String(e), []);
    setProblems(refused.problems);
    return refused;
  };
  const look = (given: Values) => {
    const text = JSON.stringify(given);
    if (props.check === undefined || text === checked.current) return;
    checked.current = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const mine = ++question.current;
      props.check!(given).then(
        () => mine === question.current && setProblems([]),
        (e) => mine === question.current && refuse(e),
      );
    }, PAUSE_MS);
  };
  const change = (path: string, value: string) => setValues((before) => ({ ...before, [path]: value }));
  const leave = (path: string) => {
    setTouched((before) => new Set(before).add(path));
    setValues((now) => (look(now), now));
  };

  const shown = fields.filter((it) => it.isShown?.(values) !== false);
  const groups = [...new Set(shown.map((it) => it.group))];
  const row = (field: Field, isFirst: boolean) => {
    const wrong = own
      .filter((it) => fieldOf(it) === field && touched.has(field.path))
      .map((it) => (it.field === field.path ? it.message : `${it.field.slice(field.path.length + 1)}: ${it.message}`));
    return (
      <FieldRow key={field.path} field={field} value={values[field.path] ?? ''} problem={wrong.length === 0 ? undefined : wrong.join('; ')} isFirst={isFirst}
        change={(value) => change(field.path, value)} leave={() => leave(field.path)} />
    );
  };
  return (
    <Dialog title={props.title} close={props.close}>
      <form
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          clearTimeout(timer.current);
          question.current++;
          setBusy(true);
          setMessage(null);
          props.submit(values).then(props.close, (error) => {
            setTouched(new Set(fields.map((it) => it.path)));
            const refused = refuse(error);
            setMessage(refused.problems.length === 0 ? refused.message : null);
            setBusy(false);
            const form = e.target as HTMLFormElement;
            requestAnimationFrame(() => {
              const wrong = form.querySelector<HTMLElement>("[aria-invalid='true']");
              wrong?.closest('details')?.setAttribute('open', '');
              wrong?.focus();
            });
          });
        }}
      >
        {groups.map((group, g) => {
          const rows = shown.filter((it) => it.group === group).map((it, i) => row(it, g === 0 && i === 0));
          if (group === '') return <div class="fields">{rows}</div>;
          const isGiven = shown.some((it) => it.group === group && (props.values[it.path] ?? '') !== '');
          return (
            <details key={group} open={isGiven}>
              <summary>{group}</summary>
              <div class="fields">{rows}</div>
            </details>
          );
        })}
        <div role="alert">
          {message !== null && <p class="problem">✕ {message}</p>}
          {touched.size === fields.length &&
            lost.map((it) => (
              <p class="problem" key={it.field}>
                ✕ {it.field}: {it.message}
              </p>
            ))}
        </div>
        <div class="buttons">
          <button type="button" onClick={props.close}>
            Cancel
          </button>
          <button type="submit" class="main" disabled={isBusy}>
            {props.submitLabel ?? 'Show the plan'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function FieldRow(props: {
  field: Field;
  value: string;
  problem: string | undefined;
  isFirst: boolean;
  change: (value: string) => void;
  leave: () => void;
}) {
  const { field, value, problem, change, leave } = props;
  const id = `field-${field.path}`;
  const common = {
    id,
    name: field.path,
    autofocus: props.isFirst,
    'aria-invalid': problem !== undefined,
    'aria-describedby': problem === undefined ? undefined : `${id}-problem`,
    onBlur: leave,
  };
  const trouble = problem !== undefined && (
    <span class="problem" id={`${id}-problem`}>
      ✕ {problem}
    </span>
  );
  if (field.kind === 'flag') {
    return (
      <label class="check">
        <input {...common} type="checkbox" checked={value === 'true'} onChange={(e) => change(e.currentTarget.checked ? 'true' : '')} />{' '}
        {field.label}
        {trouble}
      </label>
    );
  }
  if (field.kind === 'choice') {
    const unlisted = value !== '' && !field.choices!.includes(value);
    return (
      <label>
        {field.label}
        <select {...common} value={value} onChange={(e) => change(e.currentTarget.value)}>
          <option value="">{field.fallback === undefined ? 'not given' : `default (${field.fallback})`}</option>
          {[...field.choices!, ...(unlisted ? [value] : [])].map((it) => (
            <option value={it}>{it}</option>
          ))}
        </select>
        {trouble}
      </label>
    );
  }
  return (
    <label>
      {field.label}
      <input
        {...common}
        type="text"
        inputMode={field.kind === 'number' ? 'numeric' : 'text'}
        value={value}
        placeholder={field.fallback === undefined ? undefined : `default: ${field.fallback}`}
        list={field.choices === undefined ? undefined : `${id}-choices`}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(e) => change(e.currentTarget.value)}
      />
      {field.choices !== undefined && (
        <datalist id={`${id}-choices`}>
          {field.choices.map((it) => (
            <option value={it} />
          ))}
        </datalist>
      )}
      {trouble}
    </label>
  );
}
