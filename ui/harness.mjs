// What ui/test and bench/ui share: a real daemon in user space, servers behind it, and a browser.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const ROOT = new URL('..', import.meta.url).pathname;

/** A port that nobody has at this moment. */
export const freePort = () => new Promise((found) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});

/** Starts a daemon; resolves when it is ready. Its output goes to nobody once it is. */
export function startDaemon(...flags) {
  const daemon = spawn(process.env.GORB_COMMAND ?? join(ROOT, 'gorb'), ['-i', 'lo', '--socket', 'none', ...flags],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((ready, failed) => {
    let said = '';
    const read = (data) => {
      said = (said + data).slice(-20_000);
      if (said.includes('event=ready')) ready(daemon);
    };
    daemon.stdout.on('data', read);
    daemon.stderr.on('data', read);
    daemon.on('exit', () => failed(new Error(`the daemon ended: ${said}`)));
  });
}

/** Ends a daemon, and waits for its end. */
export async function stopDaemon(daemon) {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = new Promise((done) => daemon.removeAllListeners('exit').on('exit', done));
  daemon.kill('SIGTERM');
  await ended;
}

/** A server whose answers have the status that it has at the moment. */
export async function startServer(status) {
  const server = http.createServer((_, answer) => {
    answer.statusCode = server.status;
    answer.end('x'.repeat(2000));
  });
  server.status = status;
  // A connection that is idle is the client's to end.
  server.keepAliveTimeout = 0;
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  server.port = server.address().port;
  return server;
}

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'],
});

/** Prints that a sentence holds, or ends everything. */
export function check(holds, sentence) {
  if (!holds) throw new Error(`not so: ${sentence}`);
  console.log(`ok    ${sentence}`);
}
