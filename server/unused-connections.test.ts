import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { buildApp } from './app.js';
import { testConfig } from './testing/app-under-test.js';

test('a connection that never carried a request does not keep the app from closing', { timeout: 5_000 }, async () => {
  const app = await buildApp(testConfig());
  await app.listen({ port: 0, host: '127.0.0.1' });
  const accepted = once(app.server, 'connection');
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  const ended = once(socket, 'close');
  await accepted;
  await app.close();
  await ended;
});

test('an answer on its way is still given while the app closes', async () => {
  const app = await buildApp(testConfig());
  const route = new EventEmitter();
  app.get('/slow', async () => {
    const released = once(route, 'released');
    route.emit('asked');
    await released;
    return 'here';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const asked = once(route, 'asked');
  const response = fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/slow`);
  await asked;
  const closed = app.close();
  route.emit('released');
  assert.equal(await (await response).text(), 'here');
  await closed;
});
