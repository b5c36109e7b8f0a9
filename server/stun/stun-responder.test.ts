import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { StunResponder } from './stun-responder.js';
import { freeStunPort } from './testing/free-stun-port.js';
import { mappedAddress, stunRequest } from './testing/stun-client.js';

const TIMEOUT = { timeout: 20_000 };

/** The port of a responder that ends with the test. */
async function listening(t: TestContext, address = '127.0.0.1'): Promise<number> {
  const port = await freeStunPort();
  const responder = await StunResponder.listen([address], port);
  t.after(() => responder.close());
  return port;
}

/** A UDP socket and everything it hears. */
async function asker(t: TestContext, type: 'udp4' | 'udp6', address: string) {
  const socket = createSocket(type);
  t.after(() => socket.close());
  socket.bind(0, address);
  await once(socket, 'listening');
  const heard: Buffer[] = [];
  socket.on('message', (message) => heard.push(message));
  return { socket, heard, port: socket.address().port };
}

async function stream(t: TestContext, port: number, localAddress?: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', ...(localAddress !== undefined && { localAddress }) });
  t.after(() => socket.destroy());
  // Being hung up on is what some of these tests are about.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function hangUp(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
}

test('answers over UDP, to IPv4 and IPv6, also through one socket for both', TIMEOUT, async (t) => {
  const port = await listening(t, '::');
  for (const [type, address, told] of [
    ['udp4', '127.0.0.1', '127.0.0.1'],
    ['udp6', '::1', '0000:0000:0000:0000:0000:0000:0000:0001'],
  ] as const) {
    const { socket, port: own } = await asker(t, type, address);
    socket.send(stunRequest(), port, address);
    const [answer] = (await once(socket, 'message')) as [Buffer];
    assert.equal(mappedAddress(answer), `${told} ${own}`);
  }
});

test('is silent to what is no request, and still there afterwards', TIMEOUT, async (t) => {
  const port = await listening(t);
  const { socket, heard } = await asker(t, 'udp4', '127.0.0.1');
  for (const bytes of ['', 'GET / HTTP/1.1', stunRequest({ type: 0x0101 }), Buffer.alloc(20), Buffer.alloc(9_000)]) {
    socket.send(bytes, port, '127.0.0.1');
  }
  socket.send(stunRequest(), port, '127.0.0.1');
  await once(socket, 'message');
  assert.equal(heard.length, 1);
});

test('a flood from one address gets no more than its share, and nobody else notices', TIMEOUT, async (t) => {
  const port = await listening(t);
  const flood = await asker(t, 'udp4', '127.0.0.1');
  const honest = await asker(t, 'udp4', '127.0.0.2');
  const from = Math.floor(performance.now() / 1_000);
  for (let round = 0; round < 20; round += 1) {
    for (let index = 0; index < 100; index += 1) flood.socket.send(stunRequest(), port, '127.0.0.1');
    honest.socket.send(stunRequest(), port, '127.0.0.1');
    await once(honest.socket, 'message');
  }
  // A share for each second that was touched: the count begins anew with every one.
  const seconds = Math.floor(performance.now() / 1_000) - from + 1;
  const share = seconds * 300;
  assert.ok(flood.heard.length >= 250 && flood.heard.length <= share, `${flood.heard.length} answers in ${seconds} s`);
  assert.equal(honest.heard.length, 20);
});

test('answers over TCP: one request in pieces, several at once', TIMEOUT, async (t) => {
  const port = await listening(t);
  const socket = await stream(t, port);
  const request = stunRequest({ fingerprinted: true });
  for (const byte of request) socket.write(Buffer.from([byte]));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  assert.equal(mappedAddress(answer), `127.0.0.1 ${socket.localPort}`);
  socket.write(Buffer.concat([stunRequest(), stunRequest(), stunRequest()]));
  let received = 0;
  while (received < 3 * 32) received += ((await once(socket, 'data')) as [Buffer])[0].length;
  assert.equal(received, 3 * 32);
});

for (const [what, bytes] of Object.entries({
  HTTP: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  TLS: Buffer.from('1603010200010001fc0303', 'hex'),
  'an indication': stunRequest({ type: 0x0011 }),
  'a message without end': Buffer.from('000175302112a442', 'hex'),
})) {
  test(`hangs up over TCP on ${what}`, TIMEOUT, async (t) => {
    const port = await listening(t);
    const socket = await stream(t, port);
    socket.write(Buffer.concat([bytes, Buffer.alloc(20)]));
    await hangUp(socket);
  });
}

test('hangs up over TCP on who asks too often', TIMEOUT, async (t) => {
  const port = await listening(t);
  const socket = await stream(t, port);
  let received = 0;
  socket.on('data', (answers) => (received += answers.length));
  // More than the share of two seconds, should the second change meanwhile.
  socket.write(Buffer.concat(Array.from({ length: 700 }, () => stunRequest())));
  await hangUp(socket);
  assert.ok(received <= 600 * 32, `${received} bytes`);
});

test('one address has twenty connections at most', TIMEOUT, async (t) => {
  const port = await listening(t);
  const first = [];
  for (let index = 0; index < 20; index += 1) first.push(await stream(t, port));
  await hangUp(await stream(t, port));
  const other = await stream(t, port, '127.0.0.2');
  first[0]!.destroy();
  for (const socket of [other, first[19]!]) {
    socket.write(stunRequest());
    await once(socket, 'data');
  }
});

test(
  'listens where it can: nowhere when the port is taken, by UDP or by TCP, and not where this machine is not',
  TIMEOUT,
  async (t) => {
    const { socket, port } = await asker(t, 'udp4', '127.0.0.1');
    await assert.rejects(StunResponder.listen(['127.0.0.1'], port), { code: 'EADDRINUSE' });
    assert.ok(socket);

    const tcp = createServer().listen(0, '127.0.0.1');
    t.after(() => tcp.close());
    await once(tcp, 'listening');
    const taken = (tcp.address() as AddressInfo).port;
    await assert.rejects(StunResponder.listen(['127.0.0.1'], taken), { code: 'EADDRINUSE' });
    const free = createSocket('udp4');
    t.after(() => free.close());
    free.bind(taken, '127.0.0.1');
    await once(free, 'listening');

    const other = await freeStunPort();
    await assert.rejects(StunResponder.listen(['192.0.2.1'], other), { code: 'EADDRNOTAVAIL' });
    const here = await StunResponder.listen(['192.0.2.1', '127.0.0.1'], other);
    await here.close();
  },
);
