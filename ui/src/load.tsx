import { useEffect, useState } from 'preact/hooks';
import { ask, Refused } from './client';

/** What the daemon answered, or why it did not. */
export interface Answered<T> {
  body?: T;
  error?: Refused;
}

/** What the daemon answers at a path, asked again whenever one of the causes changes; what it answered before stays till then. */
export function useAnswer<T>(path: string | null, ...causes: unknown[]): Answered<T> {
  const [answer, setAnswer] = useState<Answered<T> & { path?: string | null }>({});
  useEffect(() => {
    if (path === null) return;
    let isCurrent = true;
    ask<T>('GET', path).then(
      ({ body }) => isCurrent && setAnswer({ path, body }),
      (e) => isCurrent && setAnswer({ path, error: e instanceof Refused ? e : new Refused(0, String(e), []) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [path, ...causes]);
  return answer.path === path ? answer : {};
}

/** What is said instead of an answer that is not there. */
export function Unanswered({ of }: { of: Answered<unknown> }) {
  if (of.error === undefined) return <p class="nothing">asking …</p>;
  // What this daemon was not told to do is no trouble.
  return of.error.status === 404 || of.error.status === 501 ? (
    <p class="nothing">{of.error.message}</p>
  ) : (
    <p class="problem">✕ {of.error.message}</p>
  );
}
