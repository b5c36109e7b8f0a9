import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { connect, join } from './testing/app-under-test.js';

const TIMEOUT = { timeout: 20_000 };

/** The process as `npm start` runs it, ended with the test. */
function start(t: TestContext, environment: Record<string, string>) {
  const child = spawn(process.execPath, [new URL('main.js', import.meta.url).pathname], {
    env: { PATH: process.env['PATH'], RTC_STATE_DIR: 'memory', RTC_STUN_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const listening = new Promise<string>((resolve) => {
    child.stdout.on('data', () => {
      const url = /is at (\S+)\n/.exec(printed.stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  return { child, printed, ended, listening };
}

test('prints where it is, and closes with its sockets on SIGTERM', TIMEOUT, async (t) => {
  const { child, ended, listening, printed } = start(t, { PORT: '0' });
  const url = await listening;
  assert.match(url, /^http:\/\/localhost:\d+$/);
  const socket = await connect(t, url);
  await join(socket, 'tea');
  const gone = new Promise((resolve) => socket.once('disconnect', resolve));
  child.kill('SIGTERM');
  await gone;
  assert.equal(await ended, 0);
  assert.equal(printed.stderr, '');
});

test('localhost means every address it has here', TIMEOUT, async (t) => {
  const { listening } = start(t, { PORT: '0' });
  const { port } = new URL(await listening);
  for (const { address, family } of await lookup('localhost', { all: true })) {
    await join(await connect(t, `http://${family === 6 ? `[${address}]` : address}:${port}`), 'tea');
  }
});

test('a busy port ends it with one readable line', TIMEOUT, async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const port = String((other.address() as AddressInfo).port);
  const { ended, printed } = start(t, { PORT: port, HOST: '127.0.0.1' });
  assert.equal(await ended, 1);
  assert.equal(
    printed.stderr,
    `rtc-elements cannot start:\n  - PORT: ${port} is in use on 127.0.0.1; end what uses it, or choose another port\n`,
  );
});

test('a wrong configuration ends it with every problem', TIMEOUT, async (t) => {
  const { ended, printed } = start(t, { PORT: 'x', RTC_ORIGINS: '*', RTC_LOG_LEVEL: 'loud' });
  assert.equal(await ended, 1);
  assert.equal(
    printed.stderr,
    [
      'rtc-elements cannot start:',
      '  - RTC_ORIGINS: there is no such setting',
      '  - PORT: must be a whole number from 0 to 65535',
      '  - RTC_LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent',
      '',
    ].join('\n'),
  );
});

test('an address of another machine ends it with the reason', TIMEOUT, async (t) => {
  const { ended, printed } = start(t, { PORT: '0', HOST: '192.0.2.1' });
  assert.equal(await ended, 1);
  assert.match(printed.stderr, /HOST: 192\.0\.2\.1 is not an address of this machine/);
});
