/** What the daemon tells (docs/events.md), and what people want to know of it. Pure. */

export interface Backend {
  address: string;
  /** Whose it is where it is not its service's owner's: discovery. */
  origin?: string;
  state: string;
  /** When its drain is over at the latest; only while it drains. */
  until?: string;
  weight: { configured: number; effective: number };
  health: number;
  verdict: string;
  since: string | null;
  reason: string | null;
}

export interface ServiceFields {
  address: string;
  origin: string;
  options: Record<string, unknown>;
}

export interface Status {
  revision: number;
  dataplane: string;
  settled: boolean;
  confirm_until: string | null;
  troubles: string[];
  refused: string[];
}

export type Health = 'down' | 'partly' | 'unknown' | 'empty' | 'up';

/** Worst first: the order in which people look. */
export const HEALTHS: readonly Health[] = ['down', 'partly', 'unknown', 'empty', 'up'];

/** A shape each, so that colour is never the only sign. */
export const SHAPES: Record<Health, string> = { down: '✕', partly: '◐', unknown: '?', empty: '○', up: '●' };

export const HEALTH_WORDS: Record<Health, string> = {
  down: 'down',
  partly: 'partly up',
  unknown: 'not checked yet',
  empty: 'no backends',
  up: 'up',
};

/** What the overview shows of a service. */
export interface Summary {
  name: string;
  address: string;
  kind: string;
  origin: string;
  health: Health;
  backends: number;
  up: number;
  /** Backends that an operator took out: quiesced or draining. */
  withheld: number;
  /** The newest time at which a verdict changed, in milliseconds; 0 where none did. */
  changed: number;
  /** The reason of the backend that went down last; empty where none is down. */
  reason: string;
}

export function summary(name: string, fields: ServiceFields, backends: Map<string, Backend>): Summary {
  let up = 0;
  let down = 0;
  let withheld = 0;
  let changed = 0;
  let reason = '';
  let reasonAt = 0;
  for (const [backend, it] of backends) {
    if (it.verdict === 'up') up++;
    if (it.verdict === 'down') down++;
    if (it.state !== 'enabled') withheld++;
    const since = it.since === null ? 0 : Date.parse(it.since);
    if (since > changed) changed = since;
    if (it.verdict === 'down' && since >= reasonAt) {
      reasonAt = since;
      reason = `${backend}: ${it.reason ?? 'down'}`;
    }
  }
  const all = backends.size;
  const health: Health =
    all === 0 ? 'empty' : down === all ? 'down' : down > 0 ? 'partly' : up > 0 ? 'up' : 'unknown';
  const protocol = fields.options.fwmark === undefined ? String(fields.options.protocol ?? '') : 'mark';
  return {
    name,
    address: fields.address,
    kind: `${protocol} ${String(fields.options.method ?? '')}`,
    origin: fields.origin,
    health,
    backends: all,
    up,
    withheld,
    changed,
    reason,
  };
}

/** Whether everything that was typed occurs in a service, whatever its case. */
export function matches(it: Summary, query: string): boolean {
  const text = `${it.name} ${it.address} ${it.kind} ${it.origin} ${it.reason} ${HEALTH_WORDS[it.health]}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const byName = new Intl.Collator('en', { numeric: true });

export type Sort = 'health' | 'name' | 'changed' | 'backends';

/** The place of each name among all: to compare the names themselves takes longer than everything else, ten times a second. */
export function placesOf(names: Iterable<string>): Map<string, number> {
  return new Map([...names].sort(byName.compare).map((name, i) => [name, i]));
}

export function compare(sort: Sort, places: ReadonlyMap<string, number>): (a: Summary, b: Summary) => number {
  const name = (a: Summary, b: Summary) => (places.get(a.name) ?? 0) - (places.get(b.name) ?? 0);
  switch (sort) {
    case 'health':
      return (a, b) => HEALTHS.indexOf(a.health) - HEALTHS.indexOf(b.health) || name(a, b);
    case 'name':
      return name;
    case 'changed':
      return (a, b) => b.changed - a.changed || name(a, b);
    case 'backends':
      return (a, b) => a.up - b.up || name(a, b);
  }
}

/** How long ago, in few letters. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** What somebody says as a sentence of its own. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Text in which times of the wire are times of day. */
export function timed(text: string, now: number): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (at) => clock(at, now));
}

/** A value of a document as lines, those of an object indented, as the configuration file has them. */
export function lines(it: unknown): string[] {
  if (it === null || it === undefined) return ['nothing'];
  if (typeof it !== 'object') return [it === '' ? '""' : String(it)];
  const isList = Array.isArray(it);
  const of = Object.entries(it).flatMap(([key, value]) => {
    const below = lines(value);
    const label = isList ? '-' : `${key}:`;
    return isLeaf(value) ? [`${label} ${below[0]}`] : [label, ...below.map((line) => `  ${line}`)];
  });
  return of.length === 0 ? [isList ? '[]' : '{}'] : of;
}

function isLeaf(it: unknown): boolean {
  return it === null || it === undefined || typeof it !== 'object' || Object.keys(it).length === 0;
}

/** A time of day; with its date where that is not today's. */
export function clock(at: string | number, now: number): string {
  const time = new Date(at);
  const text = time.toLocaleTimeString('en-GB');
  return time.toDateString() === new Date(now).toDateString() ? text : `${time.toLocaleDateString('en-CA')} ${text}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The milliseconds of a duration such as 90s, 2m or 1h30m; null where it is none, or not more than 0. */
export function duration(text: string): number | null {
  const word = text.trim();
  if (!/^(\d{1,9}(\.\d{1,9})?(ms|s|m|h))+$/.test(word)) return null;
  let sum = 0;
  for (const [, count, unit] of word.matchAll(/([\d.]+)(ms|s|m|h)/g)) sum += Number(count) * UNITS[unit!]!;
  return sum > 0 ? sum : null;
}

/** What people are told of a change around the table; null where it is nothing to them. */
export function saidAround(kind: string, name: string, before: any, now: any): { isWell: boolean; words: string } | null {
  const word = (it: any) =>
    it == null ? 'gone' : kind === 'announcement' ? (it.announced ? 'announced' : 'not announced')
      : kind === 'peer' ? String(it.state) : it.in_step ? 'in step' : 'not in step';
  const is = word(now);
  if (word(before) === is) return null;
  const label = kind === 'announcement' ? `route ${name}` : kind === 'peer' ? `router ${name}` : `node ${name}`;
  // The states between idle and established come and go with every attempt.
  if (kind === 'peer' && is !== 'established' && is !== 'gone' && word(before) !== 'established') return null;
  return { isWell: ['announced', 'established', 'in step'].includes(is), words: `${label} is ${is}` };
}

const PREFIXES = ['', 'k', 'M', 'G', 'T'];

/** An amount in few letters: 950, 1.2 k, 34 M. */
export function amount(it: number): string {
  let left = it;
  let i = 0;
  for (; left >= 999.5 && i < PREFIXES.length - 1; i++) left /= 1000;
  const digits = i === 0 ? Math.round(left).toString() : left < 9.95 ? left.toFixed(1) : Math.round(left).toString();
  return `${digits} ${PREFIXES[i]}`.trimEnd();
}

/** A time in milliseconds, in few letters. */
export function milliseconds(it: number): string {
  if (it >= 1000) return `${(it / 1000).toFixed(1)} s`;
  return `${it < 10 ? it.toFixed(1) : Math.round(it)} ms`;
}
