// What the web UI costs: bench/ui [SECONDS]. Prints figures, and ends with 1 where one is beyond its bound.
import http from 'node:http';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { freePort, launch, ROOT, startDaemon, stopDaemon } from './harness.mjs';

const SECONDS = Number(process.argv[2] ?? 20);
const SERVICES = 1000;
const BACKENDS = 10;
const CHANGES_A_SECOND = 200;
const VIEWERS = 20;
/** So long after the last reader the stream of events stops to compare (gorb.events.EventStream). */
const DOZE_MS = 65_000;
const BOUNDS = { paintMs: 300, taskMs: 100, viewersPercent: 5, scriptBytes: 100_000 };

const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
let failed = false;

function tell(what, value, bound) {
  const isWithin = bound === undefined || value < bound;
  failed ||= !isWithin;
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
  console.log(`${isWithin ? '     ' : 'OVER '} ${what.padEnd(72)} ${text.padStart(9)}${bound === undefined ? '' : `  (bound ${bound})`}`);
}

function ask(method, path, body) {
  return new Promise((done, fail) => {
    const request = http.request(base + path, { method, agent }, (answer) => {
      answer.resume().on('end', () => (answer.statusCode < 300 ? done() : fail(new Error(`${method} ${path}: ${answer.statusCode}`))));
    });
    request.on('error', fail);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Changes weights, so many a second, until it is told to end; tells how many were made. */
function change() {
  let isOver = false;
  let made = 0;
  const run = (async () => {
    const begun = performance.now();
    while (!isOver) {
      const due = Math.floor(((performance.now() - begun) / 1000) * CHANGES_A_SECOND);
      const now = [];
      for (; made < due; made++) {
        now.push(ask('PATCH', `/service/s${(made * 7) % SERVICES}/b${made % BACKENDS}`, { weight: 50 + (made % 97) }));
      }
      await Promise.all(now);
      await wait(5);
    }
  })();
  return async () => {
    isOver = true;
    await run;
    return made;
  };
}

/** Reads events as a page does, and throws them away. */
function view() {
  return new Promise((done, fail) => {
    const request = http.get(`${base}/events`, { agent: false }, (answer) => {
      answer.resume();
      done(() => request.destroy());
    });
    request.on('error', fail);
  });
}

/** Seconds that the threads of a process ran, by thread. */
function cpu(pid) {
  const threads = new Map();
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    try {
      const folder = `/proc/${pid}/task/${id}`;
      const ran = Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
      threads.set(id, { name: readFileSync(`${folder}/comm`, 'utf8').trim(), ran });
    } catch {
      // It ended meanwhile.
    }
  }
  return threads;
}

/**
 * The shares of a core that the daemon takes while changes are made, in percent: all of it; the thread that compares and tells,
 * which works for viewers only; and those that read and write sockets.
 */
async function load(daemon, seconds) {
  const end = change();
  await wait(2000);
  const [before, begun] = [cpu(daemon.pid), performance.now()];
  await wait(seconds * 1000);
  const [after, ended] = [cpu(daemon.pid), performance.now()];
  await end();
  const share = (isOne) => [...after].filter(([, { name }]) => isOne(name))
    .reduce((sum, [id, { ran }]) => sum + ran - (before.get(id)?.ran ?? 0), 0) / (ended - begun) * 1e5;
  return { all: share(() => true), events: share((it) => it === 'events'), sockets: share((it) => it.startsWith('vert.x-eventloo')) };
}

/** The longest task of a page by the processor time that it took, in ms: what others do on the machine is not in it. */
async function traced(page, during) {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await during();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const mains = new Set(traceEvents.filter((it) => it.name === 'thread_name' && it.args.name === 'CrRendererMain').map((it) => `${it.pid}/${it.tid}`));
  const tasks = traceEvents.filter((it) => it.name.endsWith('RunTask') && it.tdur !== undefined && mains.has(`${it.pid}/${it.tid}`));
  if (tasks.length === 0) throw new Error('the trace has no task');
  return tasks.reduce((most, it) => Math.max(most, it.tdur), 0) / 1000;
}

const daemon = await startDaemon('-l', `127.0.0.1:${port}`, '--dataplane', 'memory', '--state-dir', 'none');
const browser = await launch();
try {
  const paints = async () => {
    const times = [];
    for (let i = 0; i < 11; i++) {
      const context = await browser.newContext({ viewport: { width: 1300, height: 850 } });
      const page = await context.newPage();
      await page.goto(`${base}/ui/`);
      times.push(await page.evaluate(() => new Promise((done) => new PerformanceObserver((list) => {
        const it = list.getEntriesByName('first-contentful-paint')[0];
        if (it) done(it.startTime);
      }).observe({ type: 'paint', buffered: true }))));
      await context.close();
    }
    // The first one starts the renderer.
    return times.slice(1).sort((a, b) => a - b);
  };
  console.log(`      load of the machine: ${loadavg()[0].toFixed(1)}`);
  const empty = await paints();
  tell('first contentful paint without services, median of 10, ms', empty[5]);
  const services = {};
  for (let s = 0; s < SERVICES; s++) {
    const backends = {};
    for (let b = 0; b < BACKENDS; b++) backends[`b${b}`] = { host: `10.${1 + (s >> 8)}.${s & 255}.${b + 1}`, port: 80, pulse: { type: 'none' } };
    services[`s${s}`] = { host: `10.0.${s >> 8}.${s & 255}`, port: 80, backends };
  }
  await ask('PUT', '/state', { services });
  const full = await paints();
  tell(`first contentful paint with ${SERVICES} services of ${BACKENDS}, median of 10, ms`, full[5], BOUNDS.paintMs);
  tell('the worst of them, ms', full.at(-1), BOUNDS.paintMs);

  console.log(`      ${CHANGES_A_SECOND} changes a second, ${SECONDS} s each:`);
  await load(daemon, SECONDS); // The code of the daemon gets warm.
  const rounds = [];
  for (let round = 0; round < 3; round++) {
    await wait(DOZE_MS);
    const alone = await load(daemon, SECONDS);
    const viewers = await Promise.all(Array.from({ length: VIEWERS }, view));
    await wait(1000);
    const watched = await load(daemon, SECONDS);
    viewers.forEach((leave) => leave());
    await wait(500);
    rounds.push([alone, watched]);
    tell(`round ${round + 1}: daemon without viewers, % of a core`, alone.all);
    tell(`round ${round + 1}: daemon with ${VIEWERS} viewers, % of a core`, watched.all);
    tell(`round ${round + 1}: of it the thread that compares and tells`, watched.events);
    tell(`round ${round + 1}: of it sockets, more than without viewers`, watched.sockets - alone.sockets);
  }
  console.log(`      load of the machine: ${loadavg()[0].toFixed(1)}`);
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  tell(`what ${VIEWERS} viewers cost the daemon, median, % of a core`, median(rounds.map(([alone, watched]) => watched.events + Math.max(0, watched.sockets - alone.sockets))), BOUNDS.viewersPercent);

  const page = await browser.newPage({ viewport: { width: 1300, height: 850 } });
  await page.addInitScript(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map((it) => it.duration))).observe({ type: 'longtask', buffered: true });
  });
  const longest = async () => Math.max(0, ...(await page.evaluate(() => globalThis.tasks.splice(0))));
  const phase = async (what, during) => {
    const took = await traced(page, during);
    tell(`${what}: longest task (0: none of 50 ms or more), ms`, await longest(), BOUNDS.taskMs);
    tell(`${what}: the most processor time of a task, ms`, took, BOUNDS.taskMs);
  };
  let end = async () => {};
  await phase('loading the page', async () => {
    const begun = performance.now();
    await page.goto(`${base}/ui/`);
    await page.locator('.virtual .row').first().waitFor();
    tell('until the first services are shown, ms', performance.now() - begun);
    await wait(1000);
  });
  end = change();
  await phase('the overview while changes come', () => wait(SECONDS * 1000));
  await phase('scrolling meanwhile', async () => {
    for (let i = 0; i < 40; i++) {
      await page.mouse.wheel(0, 900);
      await wait(100);
    }
  });
  await phase('searching and sorting meanwhile', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('s77', { delay: 150 });
    for (const order of ['name', 'changed', 'backends', 'health']) {
      await page.getByLabel('Order').selectOption(order);
      await wait(300);
    }
  });
  await phase('a service meanwhile', async () => {
    await page.goto(`${base}/ui/#/service/s7`);
    await wait(5000);
  });
  await end();

  const files = join(ROOT, 'target/classes/META-INF/ui');
  const size = (end) => readdirSync(files).filter((it) => it.endsWith(end)).reduce((sum, it) => sum + statSync(join(files, it)).size, 0);
  tell('scripts, compressed, bytes', size('.js.gz'), BOUNDS.scriptBytes);
  tell('everything, compressed, bytes', size('.gz'));
} finally {
  await browser.close();
  await stopDaemon(daemon);
}
process.exit(failed ? 1 : 0);
