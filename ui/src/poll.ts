import { useEffect, useState } from 'preact/hooks';
import { ask, Refused } from './client';

/** What is asked again and again while somebody looks: the newest answer, and the earlier ones that are kept. */
export interface Polled<T> {
  answers: readonly T[];
  error: Refused | null;
}

/**
 * Asks at a path every so often, unless the page is in the background; keeps the last answers. A data plane that counts
 * nothing is asked once.
 */
export function usePolled<T>(path: string, everyMs: number, kept: number): Polled<T> {
  const [polled, setPolled] = useState<Polled<T> & { path: string }>({ path, answers: [], error: null });
  useEffect(() => {
    let timer = 0;
    let isOver = false;
    const once = async () => {
      let isThere = true;
      if (!document.hidden) {
        try {
          const { body } = await ask<T>('GET', path);
          if (!isOver) {
            setPolled((before) => ({
              path, error: null, answers: [...(before.path === path ? before.answers : []), body].slice(-kept),
            }));
          }
        } catch (e) {
          const error = e instanceof Refused ? e : new Refused(0, String(e), []);
          isThere = error.status !== 501;
          if (!isOver) setPolled((before) => ({ path, error, answers: before.path === path ? before.answers : [] }));
        }
      }
      if (!isOver && isThere) timer = setTimeout(once, everyMs);
    };
    void once();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [path, everyMs, kept]);
  return polled.path === path ? polled : { answers: [], error: null };
}
