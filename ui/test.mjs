// Users' paths through the web UI: Chromium on a real daemon in user space, with real backends, one of which fails.
// usage: ui/test    (needs target/gorb.jar with its UI: bin/build; and chromium: apt install chromium)
// Pictures of every page in light and dark, and on a phone: target/ui-pictures.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, freePort, launch, ROOT, startDaemon, startServer, stopDaemon } from './harness.mjs';

const PICTURES = join(ROOT, 'target/ui-pictures');
const MOST_SCRIPT = 100_000;
const TOKEN = 'the-first-token-of-two';
const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'gorb-ui-'));
mkdirSync(PICTURES, { recursive: true });

const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const tokenFile = join(folder, 'token');
writeFileSync(tokenFile, `${TOKEN}\n`);
writeFileSync(join(folder, 'gorb.json'), JSON.stringify({
  bgp: { asn: 64512, router_id: '10.0.0.1', port: 0, peers: [{ address: '127.0.0.9', asn: 64513 }] },
}));
const start = () => startDaemon('-l', `127.0.0.1:${port}`, '--dataplane', 'userspace', '--state-dir', join(folder, 'state'),
  '--token-file', tokenFile, '--config', join(folder, 'gorb.json'));

async function ask(method, path, body) {
  const answer = await fetch(base + path, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.headers.get('content-type')?.includes('json') ? answer.json() : answer.text();
}
const put = (path, body) => ask('PUT', path, body);

let daemon = await start();
const servers = [];
const server = async (status) => {
  const it = await startServer(status);
  servers.push(it);
  return it;
};
const browser = await launch();
let traffic;
let idle;
try {
  const pulse = { type: 'http', interval: '500ms' };
  const shop = await freePort();
  for (const [name, at] of [['shop', shop], ['login', await freePort()]]) {
    await put(`/service/${name}`, { host: '127.0.0.1', port: at });
    await put(`/service/${name}/good`, { host: '127.0.0.1', port: (await server(200)).port, pulse });
  }
  await put('/service/shop/bad', { host: '127.0.0.1', port: (await server(503)).port, pulse });
  const warm = await server(503);
  await put('/service/shop/warm', { host: '127.0.0.1', port: warm.port, pulse: { ...pulse, restore: 'linear 10m' } });
  await put('/service/empty', { host: '127.0.0.1', port: await freePort() });
  // A town of others, as an overview is of more than three.
  const shared = [await server(200), await server(200), await server(200), await server(503)];
  const town = { accounts: [0, 1], api: [0, 1, 2], cache: [1, 2], images: [0, 2, 3], payments: [0, 1], reports: [3], search: [1, 2], video: [2, 0, 1] };
  const ports = [shop, shop];
  for (const [name, of] of Object.entries(town)) {
    const at = await freePort();
    if (!['reports', 'cache'].includes(name)) ports.push(at);
    const backends = Object.fromEntries(of.map((it, i) => [`b${i + 1}`, { host: '127.0.0.1', port: shared[it].port, pulse, weight: 100 - 30 * i }]));
    await put(`/service/${name}`, { host: '127.0.0.1', port: at });
    for (const [backend, it] of Object.entries(backends)) await put(`/service/${name}/${backend}`, it);
  }
  await ask('PATCH', '/service/cache/b2', { state: 'quiesced' });
  const SERVICES = 3 + Object.keys(town).length;
  let turn = 0;
  traffic = setInterval(() => http.get({ port: ports[turn++ % ports.length], agent: false }, (answer) => answer.resume()).on('error', () => {}), 15);

  const context = await browser.newContext({ viewport: { width: 1300, height: 850 } });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (e) => (errors.push(e.message), console.log(`      script: ${e.stack}`)));
  const see = (text) => page.getByText(text).first().waitFor();
  const dialog = page.locator('dialog');
  const row = (name) => page.locator(`.row[data-name="${name}"]`);
  const card = (name) => page.locator('.card', { has: page.getByRole('heading', { name, exact: true }) });
  const button = (name) => page.getByRole('button', { name, exact: true });
  const field = (path) => page.locator(`dialog [name="${path}"]`);
  const problem = (path) => page.locator(`[id="field-${path}-problem"]`);
  const apply = async () => {
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  const undo = async () => {
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.locator('.toast', { hasText: 'rollback' }).waitFor();
  };
  const plan = async (...texts) => {
    for (const text of texts) await dialog.filter({ hasText: 'data plane, in this order' }).filter({ hasText: text }).waitFor();
  };
  const sound = async (name) => {
    // Evaluated by the debugger, which the page's policy does not bind.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    for (const it of violations) console.log(`      axe: ${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((n) => n.target).join(' ')}`);
    check(violations.length === 0, `axe-core finds nothing on ${name}`);
  };
  const picture = async (name) => {
    for (const colorScheme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`) });
      await sound(`${name} in ${colorScheme}`);
    }
  };

  await page.goto(`${base}/ui/`);
  await see(/(bad|warm): status 503/);
  check((await page.title()) === 'gorb' && (await page.locator('.virtual .row').count()) === SERVICES, 'every service is shown');
  await row('shop').locator('.traffic', { hasText: /^[1-9]\d*\/s/ }).waitFor();
  await page.locator('.total', { hasText: /[1-9]\d* new connections\/s/ }).waitFor();
  check((await row('empty').locator('.traffic').textContent()).startsWith('0/s'), 'every service says what it carries');
  shared[1].status = 503;
  await page.locator('.lately', { hasText: 'search/b1 is down: status 503' }).waitFor();
  shared[1].status = 200;
  await page.locator('.lately', { hasText: 'search/b1 is up' }).waitFor();
  check(true, 'what happens is told while people look');
  await page.waitForTimeout(1500);
  await picture('overview');

  // The policy: nothing of others, nothing inline, in no frame.
  const policy = (await page.context().request.get(`${base}/ui/`)).headers()['content-security-policy'];
  check(/default-src 'self'/.test(policy) && !/unsafe|\*/.test(policy) && /frame-ancestors 'none'/.test(policy), `the policy is strict: ${policy}`);
  const violated = await page.evaluate(async () => {
    const seen = [];
    addEventListener('securitypolicyviolation', (e) => seen.push(e.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'globalThis.wasRun = true';
    document.body.append(script);
    const image = document.createElement('img');
    image.src = 'http://127.0.0.1:9/elsewhere.png';
    document.body.append(image);
    await fetch('http://127.0.0.1:9/elsewhere').catch(() => {});
    await new Promise((done) => setTimeout(done, 100));
    script.remove();
    image.remove();
    return { seen, wasRun: globalThis.wasRun === true };
  });
  check(!violated.wasRun && ['script-src-elem', 'img-src', 'connect-src'].every((it) => violated.seen.includes(it)),
    'a script in the page and what is elsewhere are refused by it');
  const elsewhere = [];
  page.on('request', (it) => it.url().startsWith(base) || it.url().startsWith('data:') || elsewhere.push(it.url()));
  const focused = await page.evaluate(() => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }));
    return document.activeElement.id;
  });
  check(focused === 'search', 'the key for the search takes effect before the next key');
  await page.keyboard.type('log');
  await page.waitForFunction(() => document.querySelectorAll('.virtual .row').length === 1);
  check(await row('login').isVisible(), 'the search finds by what is typed');
  await page.fill('#search', 'nothing like that');
  await see('No service is like that.');
  await button('Show all').click();
  await page.waitForFunction((all) => document.querySelectorAll('.virtual .row').length === all, SERVICES);
  check(true, 'what finds nothing says so, and leads back');
  await page.getByRole('button', { name: /down [1-9]/ }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('.virtual .row')].map((it) => it.dataset.name).join() === 'reports');
  await page.getByRole('button', { name: /^all/ }).click();
  await page.getByLabel('Order').selectOption('name');
  check((await page.locator('.virtual .row').first().getAttribute('data-name')) === 'accounts', 'filters and orders do as they say');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  check((await page.locator('.row.selected').getAttribute('data-name')) === 'accounts', 'j and k move');
  await page.getByLabel('Order').selectOption('health');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('log');
  await page.waitForFunction(() => document.querySelectorAll('.virtual .row').length === 1);
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: 'login' }).waitFor();
  check(true, 'Enter opens what was found');
  await page.keyboard.press('?');
  await dialog.filter({ hasText: 'Keys and signs' }).waitFor();
  await picture('help');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  check(true, 'Escape closes the help');

  // A service, and what is under way with its backends.
  warm.status = 200;
  await page.goto(`${base}/ui/#/service/shop`);
  await card('warm').getByText('growing:').waitFor();
  check(true, 'a weight that grows says how far it is');
  await card('bad').getByText('the last check failed').filter({ hasText: 'status 503' }).waitFor();
  await card('warm').getByText('the last failure').filter({ hasText: 'status 503' }).waitFor();
  await card('good').locator('svg[aria-label^="http checks:"]').waitFor();
  check(true, 'checks say how long they take, and when and why one failed last');
  await page.waitForFunction(() => /new connections: [1-9]/.test(document.querySelector('.plots svg')?.getAttribute('aria-label') ?? ''));
  check(true, 'a service shows what it carries');
  await card('bad').getByRole('button', { name: 'Why?' }).click();
  await page.locator('.why', { hasText: 'status 503' }).waitFor();
  check(true, 'a backend says why it has its weight');
  await page.waitForFunction(() => document.querySelector('.plots polyline')?.getAttribute('points').split(' ').length > 8);
  await picture('service');

  await card('warm').getByRole('button', { name: 'Remove…' }).click();
  await plan('remove destination');
  await apply();
  await card('warm').waitFor({ state: 'detached' });
  check(true, 'a backend is removed when its plan is applied');
  await undo();
  await card('warm').waitFor();
  check(true, 'and comes back by the undo');
  await ask('DELETE', '/service/shop/warm');
  await card('warm').waitFor({ state: 'detached' });

  await card('good').getByRole('button', { name: 'Quiesce…' }).click();
  await page.locator('dialog .risks').waitFor();
  check(true, 'the plan is shown first, with its risk: no server is left');
  await picture('plan');
  await apply();
  await card('good').locator('.badge', { hasText: 'quiesced' }).waitFor();
  check(true, 'what was applied is shown, by way of the events');
  await undo();
  await card('good').locator('.badge', { hasText: 'quiesced' }).waitFor({ state: 'detached' });
  check(true, 'it can be undone');

  // A drain empties: this connection goes on until it is closed.
  idle = connect(shop, '127.0.0.1').on('error', () => {});
  idle.write('GET / HTTP/1.1\r\nHost: shop\r\n\r\n');
  await new Promise((answered) => idle.once('data', answered));
  await card('good').getByRole('button', { name: 'Drain…' }).click();
  await field('within').fill('soon');
  await button('Show the plan').click();
  await problem('within').waitFor();
  await field('within').fill('1h');
  await button('Show the plan').click();
  await plan('state: ');
  await apply();
  await card('good').getByText(/draining: [1-9]\d* connections? left, over in 59 min at the latest/).waitFor();
  check(true, 'a drain says how many connections are left, and until when');
  await picture('drain');
  await card('good').getByRole('button', { name: 'Resume…' }).click();
  await plan('state: ');
  await apply();
  await card('good').locator('.badge').waitFor({ state: 'detached' });
  check(true, 'a backend that drains is taken back');
  idle.destroy();

  await card('good').getByRole('button', { name: 'Weight…' }).click();
  await field('weight').fill('-3');
  await button('Show the plan').click();
  await problem('weight').waitFor();
  check(true, 'what is refused stands beside its field');
  await field('weight').fill('50');
  await button('Show the plan').click();
  await plan('weight: 100 → 50');
  await dialog.getByLabel('Take it back by itself').selectOption('10m');
  await apply();
  await page.locator('.notices', { hasText: 'is taken back in' }).getByRole('button', { name: 'Confirm it' }).click();
  await page.locator('.notices', { hasText: 'is taken back in' }).waitFor({ state: 'detached' });
  await card('good').getByText('50 configured').waitFor();
  check(true, 'a change that waits for it is confirmed');

  // Forms: a service and its backends are made and changed.
  await page.keyboard.press('o');
  await page.locator('h1', { hasText: 'services' }).waitFor();
  await page.fill('#search', '');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await field('name').fill('shop');
  await field('port').fill('80000');
  await field('method').focus();
  await problem('name').filter({ hasText: 'taken' }).waitFor();
  await field('name').fill('mail.example');
  await field('method').focus();
  await problem('port').filter({ hasText: 'expected' }).waitFor();
  check(true, 'what is wrong with a field is said when people leave it');
  await page.locator('dialog summary', { hasText: 'Persistence' }).click();
  await field('persistent').check();
  await field('persistence_timeout').fill('a while');
  await button('Show the plan').click();
  await problem('persistence_timeout').waitFor();
  check(await problem('port').isVisible(), 'every problem is shown at once, each beside its field');
  await picture('form');
  await field('host').fill('127.0.0.1');
  await field('port').fill(String(await freePort()));
  await field('persistence_timeout').fill('90s');
  await button('Show the plan').click();
  await plan('add service');
  await apply();
  await row('mail.example').waitFor();
  check(true, 'a service is made');
  await row('mail.example').getByRole('link').click();
  const mail = await server(204);
  await button('Add backend…').click();
  await field('name').fill('one');
  await field('host').fill('127.0.0.1');
  await field('port').fill(String(mail.port));
  await page.locator('dialog summary', { hasText: 'Health check' }).click();
  await field('pulse.type').selectOption('http');
  await field('pulse.interval').fill('soon');
  await field('pulse.args').fill('{"redirects": 99}');
  await button('Show the plan').click();
  await problem('pulse.interval').filter({ hasText: 'expected' }).waitFor();
  await problem('pulse.args').filter({ hasText: 'redirects' }).waitFor();
  check(true, 'problems of a health check stand beside its fields, too');
  await field('pulse.interval').fill('300ms');
  await field('pulse.args').fill('{"redirects": 1}');
  await field('pulse.args.expect').fill('204');
  await field('pulse.args.timeout').fill('1s');
  await button('Show the plan').click();
  await plan('add destination');
  await picture('plan-backend');
  await apply();
  await card('one').locator('.health', { hasText: /up/ }).filter({ hasNotText: 'not checked' }).waitFor();
  check(true, 'a backend is made, checked and up');
  const made = (await ask('GET', '/state')).services['mail.example'].backends.one.pulse;
  check(made.args.expect === '204' && made.args.redirects === 1 && made.args.timeout === '1s', 'its check is as it was given');
  await card('one').getByRole('button', { name: 'Edit…' }).click();
  check((await field('pulse.interval').inputValue()) === '300ms', 'a form begins with what is');
  await page.locator('dialog summary', { hasText: 'Up and down' }).click();
  await field('pulse.fall').fill('3');
  // Somebody else changes another field meanwhile.
  await ask('PATCH', '/service/mail.example/one', { weight: 77 });
  await button('Show the plan').click();
  await plan('services.mail.example.backends.one.pulse.fall: nothing → 3');
  await apply();
  const edited = (await ask('GET', '/state')).services['mail.example'].backends.one;
  check(edited.weight === 77 && edited.pulse.fall === 3 && edited.pulse.args.redirects === 1,
    'an edit changes its fields and leaves what others changed');
  await page.locator('.buttons.left').first().getByRole('button', { name: 'Edit…' }).click();
  await field('method').fill('no such');
  await button('Show the plan').click();
  await problem('method').waitFor();
  await page.locator('dialog summary', { hasText: 'Routes' }).click();
  await field('announce_prefix').fill('192.0.2.1/24');
  await button('Show the plan').click();
  await problem('announce_prefix').filter({ hasText: 'probably meant: 192.0.2.0/24' }).waitFor();
  check(true, 'a prefix with bits beyond its length is refused beside its field, with the one that was meant');
  await field('announce_prefix').fill('');
  await field('method').fill('wlc');
  await button('Show the plan').click();
  await plan('method: wrr → wlc', 'moves clients');
  await apply();
  await see('tcp wlc');
  check(true, 'a service is changed');
  await undo();
  await see('tcp wrr');
  check(true, 'and is as before by the undo');
  await page.locator('.buttons.left').first().getByRole('button', { name: 'Remove…' }).click();
  await plan('remove service');
  await apply();
  await see('There is no service mail.example.');
  check(true, 'a service is removed');

  await page.keyboard.press('t');
  await page.locator('.card', { hasText: 'api: Remove service mail.example' }).first().waitFor();
  check(true, 'the timeline says who changed what');
  await page.getByRole('button', { name: 'What changed?' }).first().click();
  await page.locator('.changes').waitFor();
  await picture('timeline');
  await page.getByRole('button', { name: 'Roll back to this…' }).first().click();
  await dialog.filter({ hasText: 'data plane, in this order' }).waitFor();
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await page.locator('.toast', { hasText: 'rollback' }).waitFor();
  await page.keyboard.press('o');
  await row('mail.example').waitFor();
  check(true, 'the timeline leads back');
  await page.keyboard.press('d');
  await page.locator('h1', { hasText: 'Drift' }).waitFor();
  await picture('drift');
  await page.keyboard.press('r');
  await page.locator('.card', { hasText: '127.0.0.9' }).waitFor();
  await see('it has no address to announce');
  check(true, 'routers and services without an announcement are shown');
  await picture('routes');
  await page.keyboard.press('n');
  await see('this director shares no store');
  check(true, 'a director that is alone says so');
  await page.keyboard.press('i');
  await see('the data plane has no such settings');
  check(true, 'a data plane without settings says so');

  // What takes routers, a store or a kernel: the page on answers as the API documents them.
  const canned = JSON.parse(readFileSync(new URL('canned.json', import.meta.url), 'utf8'));
  for (const [path, body] of Object.entries(canned)) await page.route(`${base}/${path}`, (it) => it.fulfill({ json: body }));
  for (const [key, name, text] of [['r', 'routes-announced', 'announced to 2 routers'], ['n', 'nodes', 'not in step'],
    ['i', 'director', 'expire_nodest_conn']]) {
    await page.keyboard.press('o');
    await page.keyboard.press(key);
    await see(text);
    await picture(name);
  }
  for (const path of Object.keys(canned)) await page.unroute(`${base}/${path}`);

  // On a phone.
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [name, hash] of [['overview', ''], ['service', 'service/shop'], ['timeline', 'timeline'], ['drift', 'drift'], ['routes', 'routes']]) {
    await page.goto(`${base}/ui/#/${hash}`);
    await page.locator('h1').waitFor();
    if (name === 'service') await page.waitForFunction(() => (document.querySelector('.plots:not(.small) polyline')?.getAttribute('points').split(' ').length ?? 0) > 4);
    if (name === 'overview') await page.locator('.virtual .row').first().waitFor();
    await page.waitForTimeout(300);
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is not wider than a phone`);
    await picture(`phone-${name}`);
  }
  await page.goto(`${base}/ui/`);
  await button('Create service…').click();
  await field('name').waitFor();
  check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'a form is not wider than a phone');
  await picture('phone-form');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1300, height: 850 });

  // From elsewhere: read-only without the token, which is kept in memory only.
  await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '192.0.2.7' });
  await page.goto(`${base}/ui/#/service/shop`);
  await page.reload();
  await button('Read-only: unlock…').waitFor();
  await card('good').waitFor();
  check((await page.getByRole('button', { name: /Quiesce|Edit|Remove|Add/ }).count()) === 0, 'who may only read is offered no change');
  await page.waitForFunction(() => (document.querySelector('.plots:not(.small) polyline')?.getAttribute('points').split(' ').length ?? 0) > 3);
  await picture('read-only');
  await button('Read-only: unlock…').click();
  await picture('token');
  await dialog.getByLabel('Token').fill('a-wrong-one');
  await button('Use it').click();
  await dialog.getByText('does not take this token').waitFor();
  await dialog.getByLabel('Token').fill(TOKEN);
  await button('Use it').click();
  await card('good').getByRole('button', { name: 'Quiesce…' }).waitFor();
  check(true, 'the token opens what it is for; a wrong one is asked for again');
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie + location.href);
  check(!kept.includes(TOKEN) && (await context.cookies()).length === 0, 'it is kept nowhere but in memory');
  writeFileSync(tokenFile, 'the-second-token-of-two\n');
  await card('good').getByRole('button', { name: 'Quiesce…' }).click();
  await dialog.getByText('does not take this token').waitFor();
  await dialog.getByLabel('Token').fill('the-second-token-of-two');
  await button('Use it').click();
  await plan('state: enabled → quiesced');
  check(true, 'a token that is not taken any more is asked for again, and the change goes on');
  await page.keyboard.press('Escape');
  await page.reload();
  await button('Read-only: unlock…').waitFor();
  check(true, 'a page that is loaded again has no token');
  await page.setExtraHTTPHeaders({});
  await page.reload();
  await card('good').getByRole('button', { name: 'Quiesce…' }).waitFor();

  await page.keyboard.press('o');
  await page.locator('h1', { hasText: 'services' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('log');
  await stopDaemon(daemon);
  await page.locator('.live', { hasText: 'old data since' }).waitFor();
  check(true, 'while the daemon is away the page says that its data are old');
  await picture('away');
  daemon = await start();
  await page.locator('.live', { hasText: /^.?\s*live/ }).waitFor();
  check(await row('login').isVisible(), 'the page finds the daemon again, its search as it was');
  check(elsewhere.length === 0, `nobody but the daemon was asked ${elsewhere}`);
  check(errors.length === 0, `no script failed ${errors.join('; ')}`);

  const described = (await ask('GET', '/openapi.json')).components.schemas;
  const source = readFileSync(new URL('src/fields.ts', import.meta.url), 'utf8').split('const type = ');
  const missing = [['Service', 0, ['backends', 'address', 'origin']],
    ['Backend', 1, ['state', 'drain_until', 'drain_keep', 'address', 'vsid', 'origin', 'pulse']]].flatMap(([name, part, others]) =>
    Object.keys(described[name].properties).filter((it) => !others.includes(it) && !source[part].includes(`('${it}', `)));
  check(missing.length === 0, `forms have every field of the API ${missing}`);

  const files = join(ROOT, 'target/classes/META-INF/ui');
  const size = readdirSync(files).filter((it) => it.endsWith('.js.gz')).reduce((sum, it) => sum + statSync(join(files, it)).size, 0);
  check(size < MOST_SCRIPT, `scripts have ${size} bytes compressed`);
} finally {
  clearInterval(traffic);
  idle?.destroy();
  await browser.close();
  servers.forEach((it) => (it.closeAllConnections(), it.close()));
  await stopDaemon(daemon);
  rmSync(folder, { recursive: true });
}
process.exit(0);
