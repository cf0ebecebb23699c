/** The fields of services and backends as forms show them. What each takes is said, and checked, by the daemon alone. */

export type Values = Record<string, string>;

export interface Field {
  /** Where it is in the document of the object, with dots. */
  path: string;
  label: string;
  kind: 'text' | 'number' | 'choice' | 'flag' | 'json';
  /** Of a choice; of a text, what is suggested. */
  choices?: readonly string[] | undefined;
  /** What counts where nothing is given. */
  fallback?: string | undefined;
  group: string;
  /** Whether it means something beside the others. */
  isShown?: ((values: Values) => boolean) | undefined;
}

interface More {
  of?: readonly string[];
  or?: string;
  when?: (values: Values) => boolean;
}

const kind = (kind: Field['kind']) => (path: string, label: string, more: More = {}): Omit<Field, 'group'> => ({
  path, label, kind, choices: more.of, fallback: more.or, isShown: more.when,
});
const text = kind('text');
const number = kind('number');
const choice = kind('choice');
const flag = kind('flag');
const json = kind('json');

function group(name: string, fields: readonly Omit<Field, 'group'>[]): Field[] {
  return fields.map((it) => ({ ...it, group: name }));
}

const has = (path: string, ...values: string[]) => (it: Values) => values.includes(it[path] ?? '');
const isMarked = (it: Values) => (it.fwmark ?? '') !== '';
const isEndpoint = (it: Values) => !isMarked(it);
/** A firewall mark has no address: nothing of it is announced without a prefix. */
const isAnnounced = (it: Values) => isEndpoint(it) || (it.announce_prefix ?? '').trim() !== '';
const isSticky = has('persistent', 'true');

const SCHEDULERS = ['wrr', 'rr', 'wlc', 'lc', 'sed', 'nq', 'fo', 'ovf', 'twos', 'sh', 'mh', 'dh', 'lblc', 'lblcr'] as const;

export const SERVICE_FIELDS: readonly Field[] = [
  ...group('', [
    text('host', 'Virtual address', { or: "the daemon's own", when: isEndpoint }),
    number('port', 'Port', { when: isEndpoint }),
    choice('protocol', 'Protocol', { of: ['tcp', 'udp', 'sctp'], or: 'tcp', when: isEndpoint }),
    text('method', 'Scheduler', { of: SCHEDULERS, or: 'wrr' }),
  ]),
  ...group('Scheduling', [
    text('flags', 'Flags of the scheduler', {
      of: ['sh-fallback', 'sh-port', 'mh-fallback', 'mh-port', 'mh-fallback|mh-port'], or: 'none',
    }),
    flag('one_packet', 'Schedule each datagram by itself', { when: (it) => isMarked(it) || it.protocol === 'udp' }),
    number('fwmark', 'Firewall mark, instead of address and port', { or: 'none' }),
    choice('family', 'Family of the marked packets', { of: ['ipv4', 'ipv6'], or: 'ipv4', when: isMarked }),
  ]),
  ...group('Persistence', [
    flag('persistent', 'A client keeps its backend'),
    text('persistence_timeout', 'For how long', { or: '5m', when: isSticky }),
    number('persistence_prefix', 'Prefix length of a client', { or: 'all', when: isSticky }),
    choice('persistence_engine', 'What tells clients apart', {
      of: ['address', 'sip'], or: 'address', when: isSticky,
    }),
  ]),
  ...group('Discovery', [
    json('discover', 'Where more backends come from, as JSON', { or: 'nowhere' }),
  ]),
  ...group('Quorum', [
    number('quorum', 'Backends that have to serve', { or: '1' }),
    number('quorum_down', 'Fewer than so many lose the quorum', { or: 'the quorum' }),
    number('panic_threshold', 'Use all backends with fewer than so many percent up', { or: '0: never' }),
  ]),
  ...group('Routes', [
    text('announce_prefix', 'Prefix to announce instead of its address', { or: 'none' }),
    choice('announce', 'Announce it to routers', {
      of: ['any', 'all', 'never'], or: 'any', when: isAnnounced,
    }),
    choice('announce_weight', 'How routers learn the share that serves', {
      of: ['none', 'link-bandwidth', 'med', 'prepend'], or: 'none', when: isAnnounced,
    }),
  ]),
];

const type = (...types: string[]) => has('pulse.type', ...types);
const isChecked = (it: Values) => it['pulse.type'] !== 'none';
const isNat = (it: Values) => (it.method ?? '') === '' || it.method === 'nat';
const speaksTls = (it: Values) => it['pulse.type'] === 'https' || it['pulse.args.tls'] === 'true';

export const BACKEND_FIELDS: readonly Field[] = [
  ...group('', [
    text('host', 'Address or name'),
    number('port', 'Port'),
    number('weight', 'Weight', { or: '100' }),
    choice('method', 'How packets reach it', { of: ['nat', 'dr', 'tunnel', 'gue', 'gre'], or: 'nat' }),
  ]),
  ...group('Health check', [
    choice('pulse.type', 'Health check', {
      or: 'tcp; none for udp', of: ['tcp', 'http', 'https', 'agent', 'udp', 'dns', 'grpc', 'exec', 'held', 'none'],
    }),
    text('pulse.interval', 'Every', { or: '1m', when: isChecked }),
    text('pulse.args.timeout', 'Timeout', { or: '5s', when: isChecked }),
    text('pulse.args.path', 'Path', { or: '/', when: type('http', 'https') }),
    text('pulse.args.expect', 'What must come: statuses, or a text', {
      when: type('http', 'https', 'tcp', 'udp', ''),
    }),
    text('pulse.args.body_contains', 'What must be in the body', { when: type('http', 'https') }),
    text('pulse.args.send', 'What is sent first', { when: type('tcp', 'udp', 'agent', '') }),
    text('pulse.args.name', 'Name that is asked for', { when: type('dns') }),
    text('pulse.args.service', 'Service that is asked for', { or: 'the server', when: type('grpc') }),
    flag('pulse.args.tls', 'Speak TLS', { when: type('tcp', 'agent', 'grpc', '') }),
    text('pulse.args.server_name', 'Name in the certificate', { or: 'the host', when: speaksTls }),
    number('pulse.args.port', 'Another port to check', { or: "the backend's", when: isChecked }),
    json('pulse.args', 'Other arguments, as JSON', { or: 'none', when: isChecked }),
  ]),
  ...group('Up and down', [
    number('pulse.rise', 'Good checks that bring it up', { or: '1', when: isChecked }),
    number('pulse.fall', 'Failures that bring it down', { or: '1', when: isChecked }),
    text('pulse.fast_interval', 'Check so often while in doubt', { or: 'as usual', when: isChecked }),
    text('pulse.down_interval', 'Check so often while down', { or: 'as usual', when: isChecked }),
    text('pulse.down_interval_max', 'How far that grows', { or: 'not at all', when: isChecked }),
    number('pulse.jitter', 'Percent by which intervals vary', { or: '0', when: isChecked }),
    choice('pulse.initial', 'Counts as, before its first check', {
      of: ['up', 'down', 'unknown'], or: 'up', when: isChecked,
    }),
    text('pulse.restore', 'How its weight comes back', {
      or: 'history', of: ['history', 'immediate', 'linear 30s', 'exponential 30s'], when: isChecked,
    }),
  ]),
  ...group('Limits and forwarding', [
    choice('role', 'Role', { of: ['regular', 'fallback'], or: 'regular' }),
    number('upper_threshold', 'So many connections make it full', { or: '0: no limit' }),
    number('lower_threshold', 'Fewer make it usable again', { or: '¾ of the upper' }),
    choice('proxy_protocol', 'Tell it clients’ addresses (PROXY protocol)', {
      of: ['none', 'v2'], or: 'none', when: isNat,
    }),
    choice('source_address', 'Whose address it sees', { of: ['host', 'client'], or: 'host', when: isNat }),
    number('tunnel_port', 'UDP port of the tunnel', { when: has('method', 'gue') }),
    choice('tunnel_checksum', 'Checksum of the tunnel', {
      of: ['none', 'full', 'remote'], or: 'none', when: has('method', 'gue', 'gre'),
    }),
  ]),
];

type Json = Record<string, unknown>;

function isObject(it: unknown): it is Json {
  return typeof it === 'object' && it !== null && !Array.isArray(it);
}

/** What forms show of a document. */
export function valuesOf(document: Json, fields: readonly Field[]): Values {
  const values: Values = {};
  for (const field of fields) {
    const it = field.path.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
    if (field.kind === 'json') values[field.path] = others(it, field.path, fields);
    else values[field.path] = it === undefined || it === null || it === false ? '' : String(it);
  }
  return values;
}

/** What an object has beside the fields that are shown one by one; empty where it has no more. */
function others(it: unknown, path: string, fields: readonly Field[]): string {
  if (!isObject(it)) return '';
  const rest = Object.entries(it).filter(([key]) => !fields.some((field) => field.path === `${path}.${key}`));
  return rest.length === 0 ? '' : JSON.stringify(Object.fromEntries(rest));
}

/**
 * Writes into a document what was changed in a form, and nothing else: what others changed meanwhile stays. Numbers that
 * are none go as they are, so that the daemon says what it expects.
 */
export function edit(document: Json, fields: readonly Field[], before: Values, after: Values): void {
  const isOtherCheck = (before['pulse.type'] ?? '') !== (after['pulse.type'] ?? '');
  for (const field of fields) {
    const is = field.isShown?.(after) === false ? '' : (after[field.path] ?? '').trim();
    // The arguments of another kind of check mean nothing to this one: all are written as the form has them.
    const isOfArguments = field.path.startsWith('pulse.args');
    if (is === (before[field.path] ?? '') && !(isOtherCheck && isOfArguments)) continue;
    if (field.kind === 'json') writeOthers(document, field, fields, is);
    else write(document, field.path, is === '' ? undefined : typed(field, is));
    // The address is that of the former host.
    if (field.path === 'host') delete document.address;
  }
}

function typed(field: Field, text: string): unknown {
  if (field.kind === 'flag') return true;
  return field.kind === 'number' && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

function write(document: Json, path: string, value: unknown) {
  const keys = path.split('.');
  const last = keys.pop()!;
  let at = document;
  for (const key of keys) {
    if (!isObject(at[key])) {
      if (value === undefined) return;
      at[key] = {};
    }
    at = at[key] as Json;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
}

function writeOthers(document: Json, field: Field, fields: readonly Field[], text: string) {
  const given: unknown = text === '' ? {} : JSON.parse(text);
  if (!isObject(given)) throw new SyntaxError('an object is expected');
  const shown = fields.filter((it) => it.path.startsWith(`${field.path}.`)).map((it) => it.path.slice(field.path.length + 1));
  const now = field.path.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
  const kept = isObject(now) ? Object.fromEntries(Object.entries(now).filter(([key]) => shown.includes(key))) : {};
  const whole = { ...kept, ...given };
  write(document, field.path, Object.keys(whole).length === 0 ? undefined : whole);
}

/** Texts that cannot be sent at all, each with its path. */
export function unreadable(fields: readonly Field[], values: Values): { field: string; message: string }[] {
  return fields.filter((it) => it.kind === 'json' && it.isShown?.(values) !== false).flatMap((it) => {
    const text = (values[it.path] ?? '').trim();
    try {
      return text === '' || isObject(JSON.parse(text)) ? [] : [{ field: it.path, message: 'an object is expected, such as {"redirects":1}' }];
    } catch (e) {
      return [{ field: it.path, message: e instanceof Error ? e.message : String(e) }];
    }
  });
}
