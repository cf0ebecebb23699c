/** Asks the daemon. The token lives in this variable and nowhere else: closing the page forgets it. */
import { signal } from '@preact/signals';
import { errorOf, reasonOf } from './stream';

/** Where the API is: one folder above this page, whatever a proxy put before it. */
export const root = new URL('..', new URL('./', location.href));

let secret = '';

/** What waits for the token that is being asked for. */
export const asking = signal<{ reason: string; answer(given: string | null): void } | null>(null);

export const token = {
  headers(): Record<string, string> {
    return secret === '' ? {} : { Authorization: `Bearer ${secret}` };
  },
  isKnown: () => secret !== '',
  set(given: string) {
    secret = given;
    token.changed();
  },
  /** Told when there is another one. */
  changed: () => {},
};

/** How far the daemon's clock is ahead of this one, in milliseconds; known to the second, which is what answers tell. */
let ahead = 0;

/** A time of the daemon's clock, so long from now. */
export function daemonTime(inMs: number): Date {
  return new Date(Date.now() + ahead + inMs);
}

export interface Problem {
  field: string;
  message: string;
}

/** What the daemon refused, in its words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly problems: Problem[],
  ) {
    super(message);
  }
}

export interface Answer<T> {
  body: T;
  etag: string | null;
}

/** Asks; where a token is wanted, asks people for it, once, and tries again. */
export async function ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  for (;;) {
    let answer: Response;
    try {
      answer = await fetch(new URL(path, root), {
        method,
        headers: { ...headers, ...token.headers() },
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
      });
    } catch (e) {
      throw new Refused(0, reasonOf(e), []);
    }
    const told = Date.parse(answer.headers.get('Date') ?? '');
    if (Math.abs(told - Date.now()) >= 2000) ahead = told - Date.now();
    const text = await answer.text();
    if (answer.ok) {
      return { body: (text === '' ? null : JSON.parse(text)) as T, etag: answer.headers.get('ETag') } as Answer<T>;
    }
    const reason = errorOf(text) ?? `the daemon answers ${answer.status}`;
    if (answer.status === 401 && reason.includes('Bearer')) {
      const given = await askForToken(secret === '' ? reason : 'the daemon does not take this token');
      if (given !== null) {
        token.set(given);
        continue;
      }
    }
    let problems: Problem[] = [];
    try {
      problems = (JSON.parse(text) as { problems?: Problem[] }).problems ?? [];
    } catch {
      // Not of the daemon, but of something between.
    }
    throw new Refused(answer.status, reason, problems);
  }
}

/** Asks people for the token; null where they give none. */
export async function askForToken(reason: string): Promise<string | null> {
  const given = await new Promise<string | null>((done) => {
    asking.value = { reason, answer: done };
  });
  asking.value = null;
  return given;
}

export function servicePath(service: string): string {
  return `service/${encodeURIComponent(service)}`;
}

export function backendPath(service: string, backend: string): string {
  return `${servicePath(service)}/${encodeURIComponent(backend)}`;
}
