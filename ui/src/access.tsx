/** What this page may do: it offers no change that the daemon would refuse. */
import { signal } from '@preact/signals';
import { ask, askForToken, token } from './client';
import { sentence } from './model';

interface Access {
  change: boolean;
  token: boolean;
  reason: string | null;
}

/** Null until the daemon has said it. */
export const access = signal<Access | null>(null);

/** Whether changes are offered. */
export function mayChange(): boolean {
  return access.value?.change ?? false;
}

export async function learnAccess(): Promise<void> {
  try {
    access.value = (await ask<Access>('GET', 'access')).body;
  } catch {
    // The daemon is away, which the page says elsewhere.
  }
}

/** Asks for the token until it is the right one, or nobody has it. */
async function unlock() {
  let reason = access.value?.reason ?? '';
  for (;;) {
    const given = await askForToken(reason);
    if (given === null) break;
    token.set(given);
    await learnAccess();
    if (mayChange()) return;
    reason = 'the daemon does not take this token';
  }
  lock();
}

function lock() {
  token.set('');
}

/** Whether this page may change anything, and the way to it. */
export function Lock() {
  const it = access.value;
  if (it === null || (it.change && !token.isKnown())) return null;
  if (it.change) {
    return (
      <button type="button" onClick={lock} title="Forget the token: look only">
        Lock
      </button>
    );
  }
  return it.token ? (
    <button type="button" onClick={() => void unlock()} title={it.reason === null ? undefined : sentence(it.reason)}>
      Read-only: unlock…
    </button>
  ) : (
    <span class="quiet" title={it.reason === null ? undefined : sentence(it.reason)}>
      read-only
    </span>
  );
}
