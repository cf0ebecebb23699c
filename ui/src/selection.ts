/** Which services the overview shows, in which order, and on which one the keys stand. */
import { computed, signal } from '@preact/signals';
import { compare, HEALTHS, matches, placesOf, type Health, type Sort, type Summary } from './model';
import { go } from './route';
import { names, services, summaryOf, tick } from './store';

export type Filter = 'all' | 'attention' | 'withheld' | Health;

export const query = signal('');
export const filter = signal<Filter>('all');
export const sort = signal<Sort>('health');
export const selected = signal<string | null>(null);

const all = computed<Summary[]>(() => {
  tick.value;
  const list: Summary[] = [];
  for (const [name, service] of services) list.push(summaryOf(name, service));
  return list;
});

/** In the order of their names, which changes with the names only. */
const places = computed(() => {
  names.value;
  return placesOf(services.keys());
});

/** How many services have each health. */
export const counts = computed(() => {
  const count = { all: 0, withheld: 0 } as Record<Filter, number>;
  for (const it of HEALTHS) count[it] = 0;
  for (const it of all.value) {
    count.all++;
    count[it.health]++;
    if (it.withheld > 0) count.withheld++;
  }
  count.attention = count.down + count.partly + count.unknown;
  return count;
});

export const shown = computed(() => {
  const typed = query.value.trim();
  const wanted = filter.value;
  return all.value
    .filter(
      (it) =>
        (wanted === 'all' ||
          it.health === wanted ||
          (wanted === 'attention' && (it.health === 'down' || it.health === 'partly' || it.health === 'unknown')) ||
          (wanted === 'withheld' && it.withheld > 0)) &&
        (typed === '' || matches(it, typed)),
    )
    .sort(compare(sort.value, places.value));
});

export function move(by: number) {
  const list = shown.value;
  if (list.length === 0) return;
  const at = list.findIndex((it) => it.name === selected.value);
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), list.length - 1);
  selected.value = list[next]?.name ?? null;
}

export function openSelected() {
  const list = shown.value;
  const name = list.some((it) => it.name === selected.value) ? selected.value : (list[0]?.name ?? null);
  if (name !== null) go({ page: 'service', name });
}
