import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { MAX_SIGNALING_MESSAGE_BYTES } from '../../src/protocol/index.js';
import { build, connect, join } from '../../server/testing/app-under-test.js';
import { closeCode, frame, handshake, SOCKET_PATH } from './raw-web-socket.js';

const TIMEOUT = { timeout: 30_000 };
const LISTED = { allowedOrigins: ['https://good.example'] };

// A9. The ancestor takes sockets of any origin unless its source is edited.
test('only pages of listed origins get a socket', TIMEOUT, async (t) => {
  const { url } = await build(t, LISTED);
  const opens = async (origin: string) => 'socket' in (await handshake(t, url, { headers: { origin } }));
  assert.equal(await opens('https://good.example'), true);
  const impostors = [
    'https://evil.example',
    'null',
    '',
    'https://good.example.evil.example',
    'HTTPS://GOOD.EXAMPLE',
    'https://good.example:8443',
    'http://good.example',
    'http://localhost',
  ];
  for (const origin of impostors) assert.equal(await opens(origin), false, origin);
});

test('by default only pages of the service and of this machine get a socket', TIMEOUT, async (t) => {
  const { url } = await build(t);
  for (const origin of [url, 'http://localhost:8000'])
    await join(await connect(t, url, { headers: { origin } }), origin);
  await assert.rejects(connect(t, url, { headers: { origin: 'https://evil.example' } }));
});

test('polling, which other rules would apply to, is not there', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
  assert.equal(response.status, 400);
});

test('nothing is compressed, whatever the client offers', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const opened = await handshake(t, url, { headers: { 'sec-websocket-extensions': 'permessage-deflate' } });
  assert.ok('socket' in opened);
  assert.equal(opened.headers['sec-websocket-extensions'], undefined);
});

test('a message just within the limit is read, one over it closes the socket with 1009', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const within = await connect(t, url);
  // Not JSON a schema knows, but the transport lets it through: it is answered.
  const room = 'x'.repeat(MAX_SIGNALING_MESSAGE_BYTES - 600);
  await assert.rejects(join(within, room), /protocol\/invalid/);

  const opened = await handshake(t, url);
  assert.ok('socket' in opened);
  const closed = closeCode(opened.socket);
  opened.socket.write(frame('40'));
  opened.socket.write(frame(`42["room:join","${'x'.repeat(MAX_SIGNALING_MESSAGE_BYTES)}"]`));
  assert.equal(await closed, 1009);
  await join(within, 'still here');
});

test('a socket that never says what it wants is closed', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const opened = await handshake(t, url);
  assert.ok('socket' in opened);
  opened.socket.resume();
  await once(opened.socket, 'close', { signal: AbortSignal.timeout(10_000) });
});

test('closing does not wait for a socket that never says what it wants', TIMEOUT, async (t) => {
  const { app, url } = await build(t);
  const opened = await handshake(t, url);
  assert.ok('socket' in opened);
  opened.socket.resume();
  const startedAt = performance.now();
  await app.close();
  assert.ok(performance.now() - startedAt < 5_000);
});

test('namespaces, old protocols and other paths lead nowhere, and the service lives', TIMEOUT, async (t) => {
  const { url } = await build(t);
  for (const path of [
    '/socket.io/?EIO=3&transport=websocket',
    '/socket.io/?EIO=4&transport=__proto__',
    '/socket.io/?EIO=4&transport=websocket&sid=__proto__',
    '/socket.io/?EIO=4&transport=websocket&sid=constructor',
    `${SOCKET_PATH}&EIO=3`,
  ]) {
    const opened = await handshake(t, url, { path }).catch(() => ({ status: 0 }));
    if ('socket' in opened) opened.socket.destroy();
  }
  await join(await connect(t, url), 'still here');
});
