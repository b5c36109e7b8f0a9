import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { IceServers } from '../../src/protocol/index.js';
import { buildApp } from '../app.js';
import { freeStunPort } from '../stun/testing/free-stun-port.js';
import { mappedAddress, stunRequest } from '../stun/testing/stun-client.js';
import { ask, build, connect, join, testConfig } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };
const SECRET = 'secret-secret-secret-secret-secr';
const turn = { urls: ['turn:turn.example?transport=udp'], secrets: [SECRET], ttlSeconds: 600 } as const;

async function askStun(t: TestContext, port: number, address = '127.0.0.1'): Promise<string | undefined> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  t.after(() => socket.close());
  socket.send(stunRequest(), port, address);
  const [answer] = (await once(socket, 'message')) as [Buffer];
  return mappedAddress(answer);
}

/** Fails unless the credential is for this participant, for the time that is told, and by our secret. */
function assertCredential({ iceServers, iceTtlSeconds }: IceServers, userId: string, earliest: number): void {
  assert.equal(iceTtlSeconds, 600);
  const [{ username = '', credential, urls } = { urls: '' }, ...others] = iceServers;
  assert.deepEqual([urls, others], [turn.urls, []]);
  const [expiry, subject] = username.split(':');
  assert.equal(subject, userId);
  assert.ok(Number(expiry) >= Math.floor(earliest / 1_000) + 600 && Number(expiry) <= Date.now() / 1_000 + 600, expiry);
  assert.equal(credential, createHmac('sha1', SECRET).update(username).digest('base64'));
}

test('everybody is admitted with a TURN credential of its own, and members get new ones', TIMEOUT, async (t) => {
  const earliest = Date.now();
  const { url } = await build(t, { turn });
  const [a, b] = [await connect(t, url), await connect(t, url)];
  const ada = await join(a, 'tea');
  const ben = await join(b, 'tea');
  for (const admission of [ada, ben]) assertCredential(admission, admission.userId, earliest);
  assert.notEqual(ada.iceServers[0]?.credential, ben.iceServers[0]?.credential);
  const later = Date.now();
  assertCredential(await ask(a, 'ice:renew', { room: 'tea' }), ada.userId, later);
});

test('a service without TURN renews what it has', TIMEOUT, async (t) => {
  const { url } = await build(t, { stunUrls: ['stun:stun.example:3478'] });
  const socket = await connect(t, url);
  const expected = { iceServers: [{ urls: ['stun:stun.example:3478'] }] };
  const { iceServers, iceTtlSeconds } = await join(socket, 'tea');
  assert.deepEqual({ iceServers }, expected);
  assert.equal(iceTtlSeconds, undefined);
  assert.deepEqual(await ask(socket, 'ice:renew', { room: 'tea' }), expected);
});

test('relays are for members: not for strangers, for who waits, for who left or was sent away', TIMEOUT, async (t) => {
  const { url } = await build(t, { turn });
  const [a, b, c] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  const refused = (socket: typeof a) =>
    assert.rejects(ask(socket, 'ice:renew', { room: 'tea' }), { message: 'protocol/not-in-room' });
  await join(a, 'tea', { policy: { waitingRoom: true } });
  await refused(b);
  await assert.rejects(join(b, 'tea'), { message: 'waiting for admission' });
  await refused(b);
  await ask(a, 'room:leave', { room: 'tea' });
  await refused(a);
  await join(a, 'tea2');
  const { userId } = await join(c, 'tea2');
  await ask(a, 'member:eject', { room: 'tea2', userId, ban: false });
  await assert.rejects(ask(c, 'ice:renew', { room: 'tea2' }), { message: 'protocol/not-in-room' });
});

test('the service answers STUN itself, and tells of it by the name it was called by', TIMEOUT, async (t) => {
  const stunPort = await freeStunPort();
  const { url } = await build(t, { stunPort, host: '127.0.0.1' });
  assert.match((await askStun(t, stunPort)) ?? '', /^127\.0\.0\.1 \d+$/);
  const { iceServers } = await join(await connect(t, url), 'tea');
  assert.deepEqual(iceServers, [{ urls: [`stun:127.0.0.1:${stunPort}`] }]);
  const byName = await connect(t, url, { headers: { host: 'rtc.example.org:3000' } });
  const admission = await join(byName, 'tea');
  assert.deepEqual(admission.iceServers, [{ urls: [`stun:rtc.example.org:${stunPort}`] }]);
});

test('behind a proxy STUN listens everywhere, as visitors come to it past the proxy', TIMEOUT, async (t) => {
  const stunPort = await freeStunPort();
  await build(t, { stunPort, host: '127.0.0.1', trustedProxies: 1 });
  assert.match((await askStun(t, stunPort, '127.0.0.9')) ?? '', /^127\.0\.0\.1 \d+$/);
});

test('localhost answers STUN at each of its addresses', TIMEOUT, async (t) => {
  const stunPort = await freeStunPort();
  await build(t, { stunPort, host: 'localhost' });
  for (const { address } of await lookup('localhost', { all: true })) await askStun(t, stunPort, address);
});

test('a taken STUN port is said in the log and keeps nobody out', TIMEOUT, async (t) => {
  const other = createSocket('udp4').bind(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const stunPort = other.address().port;
  const lines: string[] = [];
  const config = testConfig({ stunPort, host: '127.0.0.1', logLevel: 'warn' });
  const app = await buildApp(config, { logTo: { write: (line) => lines.push(line) } });
  t.after(() => app.close());
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const { iceServers } = await join(await connect(t, url), 'tea');
  assert.deepEqual(iceServers, []);
  const [line = '', ...others] = lines.filter((text) => text.includes('STUN'));
  assert.deepEqual(others, []);
  assert.match(line, /EADDRINUSE.*cannot answer STUN.*RTC_STUN_PORT/);
});

test('a service that ended answers no STUN, and its port is free', TIMEOUT, async (t) => {
  const stunPort = await freeStunPort();
  const app = await buildApp(testConfig({ stunPort, host: '127.0.0.1' }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  await app.close();
  const next = createSocket('udp4').bind(stunPort, '127.0.0.1');
  t.after(() => next.close());
  await once(next, 'listening');
});

test('no credential and no secret is logged', TIMEOUT, async (t) => {
  let log = '';
  const config = testConfig({ turn, logLevel: 'trace' });
  const app = await buildApp(config, { logTo: { write: (line) => (log += line) } });
  t.after(() => app.close());
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const socket = await connect(t, url);
  const { iceServers } = await join(socket, 'tea');
  const renewed = await ask(socket, 'ice:renew', { room: 'tea' });
  await app.close();
  for (const secret of [SECRET, iceServers[0]!.credential!, renewed.iceServers[0]!.credential!]) {
    assert.ok(!log.includes(secret));
  }
});
