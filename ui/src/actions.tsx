import { useState } from 'preact/hooks';
import { backendOf, failure, propose } from './change';
import { Refused } from './client';
import { Dialog } from './dialog';
import type { Backend } from './model';

/** Carries on with a wish, or says why it was refused. */
export function attempt(wish: Promise<void>) {
  wish.catch((e) => (failure.value = e.message));
}

/** What can be done to a backend; each shows its plan first. */
export function BackendActions({ service, name, it }: { service: string; name: string; it: Backend }) {
  const [isWeighing, setWeighing] = useState(false);
  const label = `${service}/${name}`;
  const setState = (title: string, state: string) =>
    attempt(
      propose(title, (all) => {
        const backend = backendOf(all, service, name);
        delete backend.drain_until;
        delete backend.drain_keep;
        backend.state = state;
        if (state === 'draining') backend.drain_until = new Date(Date.now() + 120_000).toISOString();
      }),
    );
  return (
    <>
      {it.state === 'enabled' ? (
        <>
          <button type="button" onClick={() => setState(`Quiesce ${label}`, 'quiesced')}>
            Quiesce…
          </button>
          <button type="button" onClick={() => setState(`Drain ${label} within 2 minutes, then remove it`, 'draining')}>
            Drain…
          </button>
        </>
      ) : (
        <button type="button" onClick={() => setState(`Resume ${label}`, 'enabled')}>
          Resume…
        </button>
      )}
      <button type="button" onClick={() => setWeighing(true)}>
        Weight…
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
      {isWeighing && (
        <FormDialog
          title={`Weight of ${label}`}
          fields={[{ name: 'weight', label: 'Weight (0 to 2147483647)', isNumber: true, value: String(it.weight.configured) }]}
          close={() => setWeighing(false)}
          submit={(given) =>
            propose(`Weight ${given.weight} for ${label}`, (all) => {
              backendOf(all, service, name).weight = Number(given.weight);
            })
          }
        />
      )}
    </>
  );
}

export function AddBackend({ service }: { service: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Add backend…
      </button>
      {isOpen && (
        <FormDialog
          title={`Add a backend to ${service}`}
          fields={[
            { name: 'name', label: 'Name', value: '' },
            { name: 'host', label: 'Host: address or name', value: '' },
            { name: 'port', label: 'Port', isNumber: true, value: '' },
            { name: 'weight', label: 'Weight', isNumber: true, value: '100' },
          ]}
          close={() => setOpen(false)}
          submit={(given) =>
            propose(`Add ${service}/${given.name}`, (all) => {
              const backends = (all.services[service] ??= {}).backends ?? {};
              if (given.name! in backends) throw new Refused(0, `name: ${given.name} is taken`, [{ field: 'name', message: 'taken' }]);
              backends[given.name!] = { host: given.host, port: Number(given.port), weight: Number(given.weight) };
              all.services[service]!.backends = backends;
            })
          }
        />
      )}
    </>
  );
}

interface Field {
  name: string;
  label: string;
  isNumber?: boolean;
  value: string;
}

/** Asks for some fields; what the daemon says of one stands beside it. */
function FormDialog(props: {
  title: string;
  fields: Field[];
  close: () => void;
  submit: (given: Record<string, string>) => Promise<void>;
}) {
  const [refused, setRefused] = useState<Refused | null>(null);
  return (
    <Dialog title={props.title} close={props.close}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          const given = Object.fromEntries(new FormData(e.currentTarget)) as Record<string, string>;
          props.submit(given).then(props.close, (error) =>
            setRefused(error instanceof Refused ? error : new Refused(0, String(error.message), [])));
        }}
      >
        {props.fields.map((field, i) => {
          const problem = refused?.problems.find((it) => it.field === field.name || it.field.endsWith(`.${field.name}`));
          return (
            <label>
              {field.label}
              <input
                name={field.name}
                type="text"
                inputMode={field.isNumber ? 'numeric' : 'text'}
                defaultValue={field.value}
                required
                autofocus={i === 0}
                autocomplete="off"
                aria-invalid={problem !== undefined}
              />
              {problem !== undefined && <span class="problem">✕ {problem.message}</span>}
            </label>
          );
        })}
        {refused !== null && (
          <p class="problem" role="alert">
            ✕ {refused.message}
          </p>
        )}
        <div class="buttons">
          <button type="button" onClick={props.close}>
            Cancel
          </button>
          <button type="submit" class="main">
            Show the plan
          </button>
        </div>
      </form>
    </Dialog>
  );
}
