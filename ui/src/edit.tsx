/** The forms that make and change services and backends. */
import { signal } from '@preact/signals';
import { backendOf, planOf, propose, serviceOf, show, type Planned, type StateDocument } from './change';
import { Refused, type Problem } from './client';
import { BACKEND_FIELDS, edit, SERVICE_FIELDS, unreadable, valuesOf, type Field, type Values } from './fields';
import { FormDialog } from './form';

const NAME: Field = { path: 'name', label: 'Name', kind: 'text', group: '' };

/** Whether the form for a new service is open. */
export const newService = signal(false);

export function NewService() {
  if (!newService.value) return null;
  const plan = (given: Values) =>
    planOfNew(SERVICE_FIELDS, given, (state, document) => {
      const isTaken = nameOf(given) in state.services;
      state.services[nameOf(given)] = document;
      return isTaken;
    });
  return (
    <FormDialog
      title="Create a service"
      fields={[NAME, ...SERVICE_FIELDS]}
      values={{}}
      prefix={(given) => `services.${nameOf(given)}.`}
      close={() => (newService.value = false)}
      check={plan}
      submit={(given) => plan(given).then((it) => show(`Create service ${nameOf(given)}`, it))}
    />
  );
}

export function EditService({ name, state, close }: { name: string; state: StateDocument; close: () => void }) {
  const before = valuesOf(serviceOf(state, name), SERVICE_FIELDS);
  const write = (now: StateDocument, given: Values) => edit(serviceOf(now, name), SERVICE_FIELDS, before, given);
  return (
    <FormDialog
      title={`Edit service ${name}`}
      fields={SERVICE_FIELDS}
      values={before}
      prefix={() => `services.${name}.`}
      close={close}
      check={(given) => dryRun(SERVICE_FIELDS, given, (now) => write(now, given))}
      submit={(given) => wish(SERVICE_FIELDS, given, `Edit service ${name}`, (now) => write(now, given))}
    />
  );
}

export function NewBackend({ service, close }: { service: string; close: () => void }) {
  const plan = (given: Values) =>
    planOfNew(BACKEND_FIELDS, given, (state, document) => {
      const backends = (serviceOf(state, service).backends ??= {});
      const isTaken = nameOf(given) in backends;
      backends[nameOf(given)] = document;
      return isTaken;
    });
  return (
    <FormDialog
      title={`Add a backend to ${service}`}
      fields={[NAME, ...BACKEND_FIELDS]}
      values={{}}
      prefix={(given) => `services.${service}.backends.${nameOf(given)}.`}
      close={close}
      check={plan}
      submit={(given) => plan(given).then((it) => show(`Add ${service}/${nameOf(given)}`, it))}
    />
  );
}

export function EditBackend(props: { service: string; name: string; state: StateDocument; close: () => void }) {
  const { service, name } = props;
  const before = valuesOf(backendOf(props.state, service, name), BACKEND_FIELDS);
  const write = (now: StateDocument, given: Values) => edit(backendOf(now, service, name), BACKEND_FIELDS, before, given);
  return (
    <FormDialog
      title={`Edit ${service}/${name}`}
      fields={BACKEND_FIELDS}
      values={before}
      prefix={() => `services.${service}.backends.${name}.`}
      close={props.close}
      check={(given) => dryRun(BACKEND_FIELDS, given, (now) => write(now, given))}
      submit={(given) => wish(BACKEND_FIELDS, given, `Edit ${service}/${name}`, (now) => write(now, given))}
    />
  );
}

const UNNAMED = 'unnamed';

function nameOf(given: Values): string {
  return (given.name ?? '').trim() || UNNAMED;
}

/** What something new would come to; what is wrong with its name is told together with what the daemon says of the rest. */
async function planOfNew(
  fields: readonly Field[],
  given: Values,
  add: (state: StateDocument, document: Record<string, unknown>) => boolean,
): Promise<Planned> {
  let name = (given.name ?? '').trim() === '' ? 'is missing' : null;
  let problems: Problem[] = [];
  let planned: Planned | null = null;
  let message = '';
  try {
    await readable(fields, given);
    planned = await planOf((state) => {
      const document = {};
      edit(document, fields, {}, given);
      if (add(state, document)) name ??= 'is taken';
    });
  } catch (e) {
    if (!(e instanceof Refused) || e.problems.length === 0) throw e;
    problems = e.problems;
    message = e.message;
  }
  if (name !== null) problems = [{ field: NAME.path, message: name }, ...problems];
  if (planned === null || problems.length > 0) throw new Refused(0, message || `name ${name}`, problems);
  return planned;
}

/** Asks the daemon what it says of an edit. */
function dryRun(fields: readonly Field[], given: Values, write: (state: StateDocument) => void): Promise<unknown> {
  return readable(fields, given).then(() => planOf(write));
}

/** Shows the plan of an edit. */
function wish(fields: readonly Field[], given: Values, title: string, write: (state: StateDocument) => void): Promise<void> {
  return readable(fields, given).then(() => propose(title, write));
}

async function readable(fields: readonly Field[], given: Values): Promise<void> {
  const problems = unreadable(fields, given);
  if (problems.length > 0) throw new Refused(0, problems[0]!.message, problems);
}
