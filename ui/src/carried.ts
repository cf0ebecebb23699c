/** What the services on the screen carry: sums, asked for while the overview is open, and of no others. */
import { signal } from '@preact/signals';
import { ask, Refused } from './client';
import type { Carried } from './traffic';

const EVERY_MS = 5000;
/** A list that scrolls, or is in another order with every event, is asked about when it rests, and so often at most. */
const REST_MS = 200;
const SHORTEST_MS = 1000;
/** Characters of a path: so many names at most are asked about. */
const LONGEST_PATH = 4000;

export interface Sums {
  total: Carried;
  services: Record<string, Carried>;
}

/** Null until something is known, and where the data plane counts nothing. */
export const carried = signal<Sums | null>(null);

let names: readonly string[] = [];
let timer = 0;
let dueAt = Infinity;
let askedAt = -Infinity;
let isOpen = false;

/** Begins to ask; tells how to end it. */
export function watchCarried(): () => void {
  isOpen = true;
  askIn(0);
  return () => {
    isOpen = false;
    clearTimeout(timer);
    dueAt = Infinity;
  };
}

/** Tells which services are on the screen. */
export function seeCarried(visible: readonly string[]) {
  names = visible;
  const known = carried.value?.services;
  if (isOpen && known !== undefined && visible.some((it) => known[it] === undefined)) {
    askIn(Math.max(REST_MS, askedAt + SHORTEST_MS - performance.now()));
  }
}

function askIn(ms: number) {
  const at = performance.now() + ms;
  if (at >= dueAt) return;
  clearTimeout(timer);
  dueAt = at;
  timer = setTimeout(() => void look(), ms);
}

async function look() {
  dueAt = Infinity;
  askedAt = performance.now();
  let isCounted = true;
  if (!document.hidden) {
    try {
      carried.value = (await ask<Sums>('GET', carriedPath(names))).body;
    } catch (e) {
      // That the daemon is away is said elsewhere; what it counted before is old then.
      carried.value = null;
      isCounted = !(e instanceof Refused && e.status === 501);
    }
  }
  if (isOpen && isCounted) askIn(EVERY_MS);
}

/** Where the sums of some services are; of the first ones where there are too many. */
export function carriedPath(of: readonly string[]): string {
  let path = 'stats?services=';
  for (const name of of) {
    const next = `${path}${path.endsWith('=') ? '' : '/'}${encodeURIComponent(name)}`;
    if (next.length > LONGEST_PATH) break;
    path = next;
  }
  return path;
}
