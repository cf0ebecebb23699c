import { useState } from 'preact/hooks';
import { mayChange } from './access';
import { backendOf, failure, propose, serviceOf, type StateDocument } from './change';
import { ask, daemonTime, Refused } from './client';
import { EditBackend, EditService, NewBackend } from './edit';
import type { Field } from './fields';
import { FormDialog } from './form';
import { duration, type Backend } from './model';

/** Carries on with a wish, or says why it was refused. */
export function attempt(wish: Promise<void>) {
  wish.catch((e) => (failure.value = e.message));
}

/** Whose services clients change; others are changed where they are wanted. */
const OWNERS: Record<string, string> = {
  file: 'The configuration file wants this service: it is changed there.',
  discovery: 'Discovery wants this service: it is changed there.',
};

/** What can be done to a service; each shows its plan first. */
export function ServiceActions({ service, origin }: { service: string; origin: string }) {
  const [isAdding, setAdding] = useState(false);
  const [edited, setEdited] = useState<StateDocument | null>(null);
  if (!mayChange()) return null;
  if (OWNERS[origin] !== undefined) return <p class="quiet">{OWNERS[origin]}</p>;
  return (
    <div class="buttons left">
      <button type="button" onClick={() => setAdding(true)}>
        Add backend…
      </button>
      <button type="button" onClick={() => attempt(read().then(setEdited))}>
        Edit…
      </button>
      <button
        type="button"
        onClick={() =>
          attempt(
            propose(`Remove service ${service}`, (state) => {
              serviceOf(state, service);
              delete state.services[service];
            }),
          )
        }
      >
        Remove…
      </button>
      {isAdding && <NewBackend service={service} close={() => setAdding(false)} />}
      {edited !== null && <EditService name={service} state={edited} close={() => setEdited(null)} />}
    </div>
  );
}

const DRAIN_FIELDS: readonly Field[] = [
  { path: 'within', label: 'Within', kind: 'text', group: '', choices: ['30s', '2m', '10m', '1h'] },
  { path: 'keep', label: 'Keep it at the end, quiesced', kind: 'flag', group: '' },
];

const WEIGHT_FIELDS: readonly Field[] = [{ path: 'weight', label: 'Weight', kind: 'number', group: '' }];

/** What can be done to a backend of a service that clients may change; each shows its plan first. */
export function BackendActions({ service, origin, name, it }: { service: string; origin: string; name: string; it: Backend }) {
  const [isWeighing, setWeighing] = useState(false);
  const [isDraining, setDraining] = useState(false);
  const [edited, setEdited] = useState<StateDocument | null>(null);
  if (!mayChange() || OWNERS[it.origin ?? origin] !== undefined) return null;
  const label = `${service}/${name}`;
  const setState = (title: string, state: string, more = {}) =>
    propose(title, (all) => {
      const backend = backendOf(all, service, name);
      delete backend.drain_until;
      delete backend.drain_keep;
      Object.assign(backend, { state, ...more });
    });
  return (
    <>
      {it.state === 'enabled' && (
        <button type="button" onClick={() => attempt(setState(`Quiesce ${label}`, 'quiesced'))}>
          Quiesce…
        </button>
      )}
      {it.state !== 'draining' && (
        <button type="button" onClick={() => setDraining(true)}>
          Drain…
        </button>
      )}
      {it.state !== 'enabled' && (
        <button type="button" onClick={() => attempt(setState(`Resume ${label}`, 'enabled'))}>
          Resume…
        </button>
      )}
      <button type="button" onClick={() => setWeighing(true)}>
        Weight…
      </button>
      <button type="button" onClick={() => attempt(read().then(setEdited))}>
        Edit…
      </button>
      <button
        type="button"
        onClick={() =>
          attempt(
            propose(`Remove ${label}`, (all) => {
              backendOf(all, service, name);
              delete all.services[service]?.backends?.[name];
            }),
          )
        }
      >
        Remove…
      </button>
      {isDraining && (
        <FormDialog
          title={`Drain ${label}`}
          fields={DRAIN_FIELDS}
          values={{ within: '2m' }}
          prefix={() => ''}
          close={() => setDraining(false)}
          submit={async (given) => {
            const ms = duration(given.within ?? '');
            if (ms === null) {
              const message = 'a duration is expected, such as 90s, 2m or 1h30m';
              throw new Refused(0, message, [{ field: 'within', message }]);
            }
            const title = `Drain ${label} within ${given.within}, then ${given.keep === 'true' ? 'keep it quiesced' : 'remove it'}`;
            await setState(title, 'draining', {
              drain_until: daemonTime(ms).toISOString(),
              ...(given.keep === 'true' ? { drain_keep: true } : {}),
            });
          }}
        />
      )}
      {isWeighing && (
        <FormDialog
          title={`Weight of ${label}`}
          fields={WEIGHT_FIELDS}
          values={{ weight: String(it.weight.configured) }}
          prefix={() => `services.${service}.backends.${name}.`}
          close={() => setWeighing(false)}
          submit={(given) =>
            propose(`Weight ${given.weight} for ${label}`, (all) => {
              const text = (given.weight ?? '').trim();
              backendOf(all, service, name).weight = /^-?\d{1,15}$/.test(text) ? Number(text) : text;
            })
          }
        />
      )}
      {edited !== null && <EditBackend service={service} name={name} state={edited} close={() => setEdited(null)} />}
    </>
  );
}

/** Everything that is wanted, as it is now. */
async function read(): Promise<StateDocument> {
  return (await ask<StateDocument>('GET', 'state')).body;
}
