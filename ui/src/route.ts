/** Which page is shown: in the fragment of the address, so that the daemon serves one page only. */
import { signal } from '@preact/signals';

/** Pages that are one of their kind. */
export const PAGES = ['overview', 'timeline', 'drift', 'routes', 'nodes', 'director'] as const;
export type Page = (typeof PAGES)[number];
export type Route = { page: Page } | { page: 'service'; name: string };

/** The page of a fragment; all services where it names none. */
export function parse(hash: string): Route {
  const [page, name] = hash.replace(/^#\/?/, '').split('/');
  try {
    if (page === 'service' && name) return { page, name: decodeURIComponent(name) };
  } catch {
    // Malformed: as if nothing was named.
  }
  return { page: PAGES.find((it) => it === page) ?? 'overview' };
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
