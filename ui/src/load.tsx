import { useEffect, useState } from 'preact/hooks';
import { ask } from './client';

/** What the daemon answers at a path, asked again whenever one of the causes changes; what it answered before stays till then. */
export function useAnswer<T>(path: string | null, ...causes: unknown[]): { body?: T; error?: string } {
  const [answer, setAnswer] = useState<{ path?: string | null; body?: T; error?: string }>({});
  useEffect(() => {
    if (path === null) return;
    let isCurrent = true;
    ask<T>('GET', path).then(
      ({ body }) => isCurrent && setAnswer({ path, body }),
      (e) => isCurrent && setAnswer({ path, error: String(e.message) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [path, ...causes]);
  return answer.path === path ? answer : {};
}
