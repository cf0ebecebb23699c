/** Which page is shown: in the fragment of the address, so that the daemon serves one page only. */
import { signal } from '@preact/signals';

export type Route = { page: 'overview' | 'timeline' | 'drift' } | { page: 'service'; name: string };

function parse(hash: string): Route {
  const [page, name] = hash.replace(/^#\/?/, '').split('/');
  try {
    if (page === 'service' && name) return { page, name: decodeURIComponent(name) };
  } catch {
    // Malformed: as if nothing was named.
  }
  return page === 'timeline' || page === 'drift' ? { page } : { page: 'overview' };
}

export const route = signal<Route>(parse(location.hash));

addEventListener('hashchange', () => {
  route.value = parse(location.hash);
  scrollTo(0, 0);
});

export function link(to: Route): string {
  return to.page === 'service' ? `#/service/${encodeURIComponent(to.name)}` : to.page === 'overview' ? '#/' : `#/${to.page}`;
}

export function go(to: Route) {
  location.hash = link(to);
}
