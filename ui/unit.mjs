// What the page computes, without a browser: ui/unit. The modules are those of the page, as Vite reads them.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createServer } from 'vite';

// What the modules look at of a browser.
Object.assign(globalThis, {
  location: { href: 'http://lb.example/balancer/ui/', hash: '' },
  document: { hidden: false },
  addEventListener() {},
  requestAnimationFrame: (draw) => setTimeout(draw, 0),
});
const vite = await createServer({
  configFile: false, root: new URL('.', import.meta.url).pathname, appType: 'custom', logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true, include: [] },
});
after(() => vite.close());
const load = (name) => vite.ssrLoadModule(`/src/${name}.ts`);
const model = await load('model');
const { edit, unreadable, valuesOf, BACKEND_FIELDS, SERVICE_FIELDS } = await load('fields');
const { listen } = await load('stream');
const { carriedPath } = await load('carried');
const change = await load('change');
const { parse, link } = await load('route');

const backend = (verdict, more = {}) => ({
  address: '10.0.0.1:80', state: 'enabled', weight: { configured: 100, effective: verdict === 'up' ? 100 : 0 }, health: 1, verdict,
  since: null, reason: null, ...more,
});
const fields = { address: '10.0.0.9:80', origin: 'api', options: { protocol: 'tcp', method: 'wrr' } };
const summary = (...backends) => model.summary('web', fields, new Map(backends.map((it, i) => [`b${i}`, it])));

test('a service is as well as its backends', () => {
  assert.equal(summary().health, 'empty');
  assert.equal(summary(backend('up'), backend('up')).health, 'up');
  assert.equal(summary(backend('up'), backend('down')).health, 'partly');
  assert.equal(summary(backend('unknown'), backend('down')).health, 'partly');
  assert.equal(summary(backend('down'), backend('down')).health, 'down');
  assert.equal(summary(backend('unknown')).health, 'unknown');
  assert.equal(summary(backend('unknown'), backend('up')).health, 'up');
});

test('a summary counts who is up and who was taken out, and has the newest failure', () => {
  const it = summary(
    backend('down', { since: '2026-01-01T00:00:02Z', reason: 'late' }), backend('down', { since: '2026-01-01T00:00:01Z', reason: 'early' }),
    backend('up', { since: '2026-01-01T00:00:03Z', state: 'draining' }), backend('up', { state: 'quiesced' }));
  assert.deepEqual([it.backends, it.up, it.withheld, it.reason], [4, 2, 2, 'b0: late']);
  assert.equal(it.changed, Date.parse('2026-01-01T00:00:03Z'));
  assert.equal(it.kind, 'tcp wrr');
  assert.equal(model.summary('m', { ...fields, options: { fwmark: 7, method: 'rr' } }, new Map()).kind, 'mark rr');
});

test('a search finds where every word occurs', () => {
  const it = summary(backend('down', { reason: 'no answer' }));
  for (const query of ['WEB', '10.0.0.9', 'api wrr', 'answer down', '  web ']) assert.ok(model.matches(it, query.trim()), query);
  assert.ok(!model.matches(it, 'web shop'));
});

test('orders are as they are called, with numbers in names as numbers', () => {
  const of = (name, more) => ({ ...summary(backend('up')), name, ...more });
  const order = (sort, list) => list.sort(model.compare(sort, model.placesOf(list.map((it) => it.name)))).map((it) => it.name);
  assert.deepEqual(order('name', [of('s10'), of('s9'), of('a')]), ['a', 's9', 's10']);
  assert.deepEqual(order('health', [of('a'), of('b', { health: 'partly' }), of('d', { health: 'down' }), of('c', { health: 'down' })]),
    ['c', 'd', 'b', 'a']);
  assert.deepEqual(order('changed', [of('a', { changed: 1 }), of('b', { changed: 2 })]), ['b', 'a']);
  assert.deepEqual(order('backends', [of('a', { up: 2 }), of('b', { up: 1 })]), ['b', 'a']);
});

test('times, amounts and durations have few letters', () => {
  assert.deepEqual([0, 59_000, 60_000, 3_599_000, 3_600_000, 90_000_000, -5].map((ms) => model.ago(0, ms)),
    ['0 s ago', '59 s ago', '1 min ago', '59 min ago', '1 h ago', '1 d ago', '0 s ago']);
  assert.deepEqual([0, 950, 999.4, 1000, 9949, 34_000_000, 5e15].map(model.amount), ['0', '950', '999', '1.0 k', '9.9 k', '34 M', '5000 T']);
  assert.deepEqual([0.52, 9.96, 123.4, 1500].map(model.milliseconds), ['0.5 ms', '10.0 ms', '123 ms', '1.5 s']);
  assert.deepEqual(['90s', '1h30m', '1.5m', ' 2m ', '250ms'].map(model.duration), [90_000, 5_400_000, 90_000, 120_000, 250]);
  for (const none of ['', '0s', '5', 'soon', '-2m', '2 m', '1d']) assert.equal(model.duration(none), null, none);
  assert.equal(model.timed('down since 2026-01-01T08:09:10.123Z: x', 0), `down since ${model.clock('2026-01-01T08:09:10.123Z', 0)}: x`);
  assert.equal(model.sentence('the daemon is silent'), 'The daemon is silent.');
  assert.equal(model.sentence('Why?'), 'Why?');
});

test('a value of a document is shown as lines of the configuration file', () => {
  assert.deepEqual(model.lines(null), ['nothing']);
  assert.deepEqual(model.lines(''), ['""']);
  assert.deepEqual(model.lines({ host: 'a', none: {}, pulse: { args: { redirects: 1 }, list: [1, { x: null }] }, on: false }), [
    'host: a', 'none: {}', 'pulse:', '  args:', '    redirects: 1', '  list:', '    - 1', '    -', '      x: nothing', 'on: false',
  ]);
});

test('people are told of routers, routes and nodes when it means something', () => {
  const said = (kind, before, now) => model.saidAround(kind, 'x', before, now);
  assert.deepEqual(said('peer', { state: 'connect' }, { state: 'established' }), { isWell: true, words: 'router x is established' });
  assert.deepEqual(said('peer', { state: 'established' }, { state: 'idle' }), { isWell: false, words: 'router x is idle' });
  assert.equal(said('peer', { state: 'connect' }, { state: 'active' }), null);
  assert.deepEqual(said('peer', { state: 'active' }, null), { isWell: false, words: 'router x is gone' });
  assert.deepEqual(said('node', { in_step: true }, { in_step: false }), { isWell: false, words: 'node x is not in step' });
  assert.equal(said('announcement', { announced: true }, { announced: true, to: 2 }), null);
});

test('an edit writes what was changed in the form and nothing else', () => {
  const document = { host: '127.0.0.1', port: 80, weight: 100, address: '127.0.0.1:80',
    pulse: { type: 'http', interval: '1s', args: { path: '/', redirects: 1 } } };
  const before = valuesOf(document, BACKEND_FIELDS);
  assert.equal(before['pulse.args'], '{"redirects":1}');
  document.weight = 77; // Somebody else's.
  edit(document, BACKEND_FIELDS, before, { ...before, 'pulse.fall': ' 3 ', 'pulse.args.path': '', 'pulse.interval': 'soon' });
  assert.deepEqual(document, { host: '127.0.0.1', port: 80, weight: 77, address: '127.0.0.1:80',
    pulse: { type: 'http', interval: 'soon', args: { redirects: 1 }, fall: 3 } });
  edit(document, BACKEND_FIELDS, before, { ...before, host: '127.0.0.2' });
  assert.equal(document.address, undefined, 'the address is that of the former host');
});

test('another kind of check does not keep the arguments of the former', () => {
  const document = { pulse: { type: 'http', interval: '1s', args: { path: '/x', timeout: '2s', redirects: 1 } } };
  const before = valuesOf(document, BACKEND_FIELDS);
  edit(document, BACKEND_FIELDS, before, { ...before, 'pulse.type': 'tcp', 'pulse.args': '' });
  assert.deepEqual(document, { pulse: { type: 'tcp', interval: '1s', args: { timeout: '2s' } } });
});

test('fields that mean nothing beside the others are not sent', () => {
  const document = {};
  edit(document, SERVICE_FIELDS, {}, { host: '10.0.0.1', port: '80', fwmark: '7', persistence_timeout: '90s' });
  assert.deepEqual(document, { fwmark: 7 });
  const marked = { fwmark: 7, announce: 'all', announce_prefix: '192.0.2.0/24' };
  const before = valuesOf(marked, SERVICE_FIELDS);
  edit(marked, SERVICE_FIELDS, before, { ...before, announce_weight: 'med' });
  assert.deepEqual(marked, { fwmark: 7, announce: 'all', announce_prefix: '192.0.2.0/24', announce_weight: 'med' });
  edit(marked, SERVICE_FIELDS, valuesOf(marked, SERVICE_FIELDS), { ...before, announce_prefix: ' ' });
  assert.deepEqual(marked, { fwmark: 7 }, 'without a prefix nothing of a mark is announced');
});

test('a text that is no number goes as it is, and JSON that is none is said before anything is sent', () => {
  const document = {};
  edit(document, SERVICE_FIELDS, {}, { port: 'eighty' });
  assert.deepEqual(document, { port: 'eighty' });
  assert.deepEqual(unreadable(BACKEND_FIELDS, { 'pulse.args': '[1]' }).map((it) => it.field), ['pulse.args']);
  assert.deepEqual(unreadable(BACKEND_FIELDS, { 'pulse.args': '{"a":1}' }), []);
  assert.deepEqual(unreadable(BACKEND_FIELDS, { 'pulse.args': '{', 'pulse.type': 'none' }), []);
});

test('any name of a service has a page of its own', () => {
  for (const name of ['web', 'a b', 'ö#?%', '..']) assert.deepEqual(parse(link({ page: 'service', name })), { page: 'service', name });
});

test('sums are asked for as many services as a request takes', () => {
  assert.equal(carriedPath([]), 'stats?services=');
  assert.equal(carriedPath(['web', 'a b']), 'stats?services=web/a%20b');
  const many = carriedPath(Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(200, 'x')));
  assert.ok(many.length <= 4000 && many.split('/').length > 15, many.length);
});

/** A daemon that says what it is told to; an answer may be a list of pieces, after which it ends unless it stays open. */
function daemon(...answers) {
  const asked = [];
  globalThis.fetch = async (url, options = {}) => {
    asked.push({ url: String(url), ...options });
    const answer = answers.shift();
    if (answer === undefined) return new Promise(() => {});
    if (answer instanceof Response) return answer;
    return new Response(new ReadableStream({
      start(controller) {
        for (const piece of answer) controller.enqueue(new TextEncoder().encode(piece));
        if (!answer.isOpen) controller.close();
        void answer.more?.then((later) => later.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece))));
      },
    }));
  };
  return asked;
}

const quick = async (run) => {
  const timeout = globalThis.setTimeout;
  globalThis.setTimeout = (f, ms, ...more) => timeout(f, ms > 10_000 ? ms : Math.min(ms, 1), ...more);
  try {
    await run(timeout);
  } finally {
    globalThis.setTimeout = timeout;
  }
};
const until = async (holds) => {
  for (let i = 0; i < 2000 && !holds(); i++) await new Promise((done) => setImmediate(done));
  assert.ok(holds());
};

test('events are read whole wherever the pieces are cut, and the reader comes back with the last id', () => quick(async () => {
  const wire = 'retry: 2000\nid: 7-1\nevent: snapshot\ndata: {"a":"ö"}\n\n: alive\n\nid: 7-2\nevent: backend\ndata: {"b":2}\n\n';
  for (const size of [1, 2, 3, 7, 1000]) {
    const pieces = wire.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g'));
    const asked = daemon(pieces, new Response('{"error":"too many readers"}', { status: 503 }));
    const told = [];
    const reasons = [];
    listen(new URL('http://lb/events'), () => ({}), {
      event: (kind, data) => told.push([kind, data]), settled() {}, opened() {}, lost: (reason) => reasons.push(reason),
    });
    await until(() => asked.length === 3);
    assert.deepEqual(told, [['snapshot', { a: 'ö' }], ['backend', { b: 2 }]], `pieces of ${size}`);
    assert.deepEqual(asked.map((it) => it.headers['Last-Event-ID']), [undefined, '7-2', '7-2']);
    assert.deepEqual(reasons, ['the daemon ended the stream', 'too many readers']);
  }
}));

test('differences applied to the snapshot are the state, and people are told of them', () => quick(async () => {
  const wire = (events) => events.map(([kind, data], i) => `id: 1-${i}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`).join('');
  const status = { revision: 1, dataplane: 'ipvs', settled: true, confirm_until: null, troubles: [], refused: [] };
  const told = [wire([
    ['snapshot', { status, services: { web: { ...fields, backends: { a: backend('up'), b: backend('up') } }, old: { ...fields, backends: {} } } }],
    ['service', { name: 'old', service: null }],
    ['service', { name: 'new', service: fields }],
    ['backend', { service: 'new', name: 'x', backend: backend('up') }],
    ['service', { name: 'web', service: { ...fields, origin: 'file' } }],
    ['backend', { service: 'web', name: 'a', backend: null }],
    ['backend', { service: 'web', name: 'b', backend: backend('down', { reason: 'no answer' }) }],
    ['verdict', { service: 'web', name: 'b', from: { verdict: 'up' }, to: { verdict: 'down', since: null, reason: 'no answer' } }],
    ['backend', { service: 'gone', name: 'x', backend: backend('up') }],
    ['status', { ...status, revision: 2, troubles: ['no data plane'] }],
    ['something-later', {}],
    ['node', { name: 'left', node: { in_step: true } }],
  ])];
  const later = [wire([['backend', { service: 'web', name: 'b', backend: backend('up') }]])];
  let more;
  told.more = new Promise((done) => (more = () => done(later)));
  daemon(Object.assign(told, { isOpen: true }), new Response('{"change":true,"token":true,"reason":null}'));
  const store = await load('store');
  store.start();
  await until(() => store.tick.value > 0);
  assert.deepEqual([...store.services.keys()], ['web', 'new']);
  const web = store.services.get('web');
  assert.equal(web.fields.origin, 'file');
  assert.deepEqual([...web.backends.keys()], ['b']);
  assert.equal(store.summaryOf('web', web).health, 'down');
  assert.deepEqual([...store.services.get('new').backends.keys()], ['x']);
  assert.equal(store.status.value.revision, 2);
  assert.deepEqual(store.surroundings.value.get('node').get('left'), { in_step: true });
  assert.deepEqual(store.news.value.map((it) => it.text), ['node left is in step', 'no data plane', 'web/b is down: no answer',
    'web/a was removed', 'web was changed', 'new/x was made', 'new was made', 'old was removed']);
  const before = store.tick.value;
  more();
  await until(() => store.tick.value > before);
  assert.equal(store.summaryOf('web', web).health, 'up', 'what was summed up before is summed up anew');
}));

test('filters count and show what they say', async () => {
  const store = await load('store');
  const { counts, filter, move, selected, shown } = await load('selection');
  const put = (name, ...backends) => store.services.set(name,
    { fields, backends: new Map(backends.map((it, i) => [`b${i}`, it])), summary: null });
  store.services.clear();
  put('down', backend('down'));
  put('partly', backend('down'), backend('up', { state: 'draining' }));
  put('unknown', backend('unknown'));
  put('empty');
  put('up', backend('up'));
  store.names.value++;
  store.tick.value++;
  assert.deepEqual({ ...counts.value },
    { all: 5, withheld: 1, down: 1, partly: 1, unknown: 1, empty: 1, up: 1, attention: 3 });
  for (const [wanted, names] of Object.entries({ all: ['down', 'partly', 'unknown', 'empty', 'up'],
    attention: ['down', 'partly', 'unknown'], withheld: ['partly'], empty: ['empty'] })) {
    filter.value = wanted;
    assert.deepEqual(shown.value.map((it) => it.name), names);
    assert.equal(counts.value[wanted], names.length);
  }
  filter.value = 'attention';
  for (const [by, name] of [[1, 'down'], [1, 'partly'], [5, 'unknown'], [-1, 'partly'], [-9, 'down']]) {
    move(by);
    assert.equal(selected.value, name);
  }
});

test('a change is applied as it was shown, with its reason, and only if nobody was quicker', async () => {
  const state = { revision: 3, services: {} };
  const asked = daemon(
    new Response(JSON.stringify(state), { headers: { ETag: '"3"' } }),
    new Response(JSON.stringify({ revision: 3, changes: [], steps: [], risks: [] })),
    new Response('{"revision":4}'));
  await change.propose(`Make 🐌/${'x'.repeat(300)}`, (it) => (it.services.web = { port: 80 }));
  await change.apply(change.proposal.value, '1m');
  const [, planned, applied] = asked;
  assert.equal(planned.body, applied.body);
  assert.deepEqual(JSON.parse(applied.body).services, { web: { port: 80 } });
  assert.equal(applied.headers['If-Match'], '"3"');
  const query = new URL(applied.url).searchParams;
  assert.equal(new URL(applied.url).pathname, '/balancer/state');
  assert.equal(query.get('confirm_within'), '1m');
  assert.ok(query.get('reason').startsWith('Make 🐌/xx') && query.get('reason').length <= 200);
  assert.deepEqual([change.done.value.before, change.done.value.now], [3, 4]);
});

test('the token goes with requests, is asked for again where it is not taken, and is nowhere else', async () => {
  const client = await load('client');
  // The store would read its events anew.
  client.token.changed = () => {};
  const refusal = () => new Response('{"error":"only this host may change anything, or who sends Authorization: Bearer and the token"}', { status: 401 });
  const asked = daemon(refusal(), refusal(), new Response('{}'));
  const answer = client.ask('PUT', 'state', {});
  for (const [given, reason] of [['wrong', /^only this host/], ['right', /does not take this token/]]) {
    await until(() => client.asking.value !== null);
    const asking = client.asking.value;
    assert.match(asking.reason, reason);
    asking.answer(given);
    await until(() => client.asking.value !== asking);
  }
  await answer;
  assert.deepEqual(asked.map((it) => it.headers.Authorization), [undefined, 'Bearer wrong', 'Bearer right']);
  client.token.set('');
});

test('what the daemon refuses has its fields', async () => {
  const client = await load('client');
  daemon(new Response('{"error":"port: x","problems":[{"field":"port","message":"x"}]}', { status: 400 }), new Response('<html>', { status: 502 }));
  await assert.rejects(client.ask('POST', 'plan', {}), (e) => e.status === 400 && e.problems[0].field === 'port');
  await assert.rejects(client.ask('POST', 'plan', {}), (e) => e.message === 'the daemon answers 502' && e.problems.length === 0);
});
