// Users' paths through the web UI: Chromium on a real daemon in user space, with real backends, one of which fails.
// usage: ui/test    (needs target/gorb.jar with its UI: bin/build; and chromium: apt install chromium)
// Pictures of every page in light and dark: target/ui-pictures.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const ROOT = new URL('..', import.meta.url).pathname;
const PICTURES = join(ROOT, 'target/ui-pictures');
const MOST_SCRIPT = 100_000;
const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const state = mkdtempSync(join(tmpdir(), 'gorb-ui-'));
mkdirSync(PICTURES, { recursive: true });

const freePort = () => new Promise((found) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
let daemon;

function start() {
  daemon = spawn(process.env.GORB_COMMAND ?? join(ROOT, 'gorb'), ['-i', 'lo', '-l', `127.0.0.1:${port}`, '--dataplane', 'userspace', '--socket', 'none',
    '--state-dir', state], { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((ready, failed) => {
    let said = '';
    const read = (data) => {
      said += data;
      if (said.includes('event=ready')) ready();
    };
    daemon.stdout.on('data', read);
    daemon.stderr.on('data', read);
    daemon.on('exit', () => failed(new Error(`the daemon ended: ${said}`)));
  });
}

async function stop() {
  const ended = new Promise((done) => daemon.removeAllListeners('exit').on('exit', done));
  daemon.kill('SIGTERM');
  await ended;
}

async function put(path, body) {
  const answer = await fetch(base + path, { method: 'PUT', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`PUT ${path}: ${await answer.text()}`);
}

function check(holds, sentence) {
  if (!holds) throw new Error(`not so: ${sentence}`);
  console.log(`ok    ${sentence}`);
}

const backends = [];
async function backend(status) {
  const server = http.createServer((_, answer) => {
    answer.statusCode = status;
    answer.end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  backends.push(server);
  return server.address().port;
}

await start();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const pulse = { type: 'http', interval: '500ms' };
  for (const name of ['shop', 'login']) {
    await put(`/service/${name}`, { host: '127.0.0.1', port: await freePort() });
    await put(`/service/${name}/good`, { host: '127.0.0.1', port: await backend(200), pulse });
  }
  await put('/service/shop/bad', { host: '127.0.0.1', port: await backend(503), pulse });
  await put('/service/empty', { host: '127.0.0.1', port: await freePort() });

  const page = await browser.newPage({ viewport: { width: 1300, height: 850 } });
  const errors = [];
  page.on('pageerror', (e) => errors.push(e.message));
  const see = (text) => page.getByText(text).first().waitFor();
  const picture = async (name) => {
    for (const colorScheme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`) });
    }
    // Evaluated by the debugger, which the page's policy does not bind.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    for (const it of violations) console.log(`      axe: ${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((n) => n.target).join(' ')}`);
    check(violations.length === 0, `axe-core finds nothing on ${name}`);
  };

  await page.goto(`${base}/ui/`);
  await see('bad: status 503');
  check((await page.title()) === 'gorb' && (await page.locator('.virtual .row').count()) === 3, 'every service is shown');
  await picture('overview');
  await page.keyboard.press('/');
  await page.keyboard.type('log');
  await page.waitForFunction(() => document.querySelectorAll('.virtual .row').length === 1);
  check(await page.locator('.row[data-name=login]').isVisible(), 'the search finds by what is typed');
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: 'login' }).waitFor();
  check(true, 'Enter opens what was found');
  await page.goto(`${base}/ui/#/service/shop`);
  await page.locator('.card', { hasText: 'bad' }).getByRole('button', { name: 'Why?' }).click();
  await page.locator('.why', { hasText: 'status 503' }).waitFor();
  check(true, 'a backend says why it has its weight');
  await picture('service');

  const good = page.locator('.card', { has: page.locator('h2', { hasText: 'good' }) });
  await good.getByRole('button', { name: 'Quiesce' }).click();
  await page.locator('dialog .risks').waitFor();
  check(true, 'the plan is shown first, with its risk: no server is left');
  await picture('plan');
  await page.getByRole('button', { name: 'Apply' }).click();
  await good.getByText('quiesced').waitFor();
  check(true, 'what was applied is shown, by way of the events');
  await page.getByRole('button', { name: 'Undo' }).click();
  await good.getByText('quiesced').waitFor({ state: 'detached' });
  check(true, 'it can be undone');
  await good.getByRole('button', { name: 'Weight' }).click();
  await page.fill('dialog input', '-3');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.locator('dialog label .problem').waitFor();
  check(true, 'what is refused stands beside its field');
  await page.keyboard.press('Escape');

  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'What changed?' }).first().click();
  await page.locator('.changes').waitFor();
  await picture('timeline');
  await page.keyboard.press('d');
  await page.locator('h1', { hasText: 'Drift' }).waitFor();
  await picture('drift');
  await page.keyboard.press('o');
  await stop();
  await page.locator('.live', { hasText: 'old data since' }).waitFor();
  check(true, 'while the daemon is away the page says that its data are old');
  await picture('away');
  await start();
  await page.locator('.live', { hasText: /^.?\s*live/ }).waitFor();
  check(await page.locator('.row[data-name=login]').isVisible(), 'the page finds the daemon again, its search as it was');
  check(errors.length === 0, `no script failed ${errors.join('; ')}`);

  const files = join(ROOT, 'target/classes/META-INF/ui');
  const size = readdirSync(files).filter((it) => it.endsWith('.js.gz')).reduce((sum, it) => sum + statSync(join(files, it)).size, 0);
  check(size < MOST_SCRIPT, `scripts have ${size} bytes compressed`);
} finally {
  await browser.close();
  backends.forEach((it) => it.close());
  if (daemon.exitCode === null) await stop();
  rmSync(state, { recursive: true });
}
process.exit(0);
