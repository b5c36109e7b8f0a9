import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, build, connect, join, next, settled } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };

test('what anybody may know of a room whose name they know', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [inside, outside] = [await connect(t, url), await connect(t, url)];
  const check = (room: string) => ask(outside, 'presence:check', { room });
  const nothing = { exists: false, people: 0, full: false, locked: false, protected: false };
  assert.deepEqual(await check('tea'), nothing);
  await join(inside, 'tea', { password: 'long and secret', policy: { maxParticipants: 1 } });
  await ask(inside, 'room:lock', { room: 'tea', locked: true });
  assert.deepEqual(await check('tea'), { exists: true, people: 1, full: true, locked: true, protected: true });
  await ask(inside, 'room:leave', { room: 'tea' });
  assert.deepEqual(await check('tea'), nothing);
});

test('a public list is told when it changes, and not when it does not', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [watcher, a, b] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  assert.deepEqual(await ask(watcher, 'rooms:watch', { identifier: 'lobby' }), []);
  const told: unknown[] = [];
  watcher.on('rooms:changed', (changed) => told.push(changed));
  let changed = next(watcher, 'rooms:changed');
  await join(a, 'tea', { displayName: 'Ada', extra: { topic: 'x' }, policy: { listed: 'lobby' } });
  await join(b, 'secret', { policy: { listed: null } });
  const { session } = (await changed).rooms[0] ?? {};
  const listing = {
    room: 'tea',
    people: 1,
    maxParticipants: 50,
    full: false,
    locked: false,
    protected: false,
    session,
  };
  assert.deepEqual(await changed, {
    identifier: 'lobby',
    rooms: [{ ...listing, displayName: 'Ada', extra: { topic: 'x' } }],
  });
  changed = next(watcher, 'rooms:changed');
  await join(b, 'tea');
  assert.equal((await changed).rooms[0]?.people, 2);
  // A raised hand is nothing a list shows; the next change is.
  changed = next(watcher, 'rooms:changed');
  const { userId } = await join(b, 'hand', { policy: { listed: 'elsewhere' } });
  await ask(b, 'member:hand', { room: 'hand', userId, raised: true });
  await ask(a, 'room:close', { room: 'tea' });
  assert.deepEqual((await changed).rooms, []);
  assert.equal(told.length, 3);
  await ask(watcher, 'rooms:unwatch', { identifier: 'lobby' });
  await join(a, 'tea', { policy: { listed: 'lobby' } });
  await settled(watcher);
});

test('a list over HTTP, and what it refuses', TIMEOUT, async (t) => {
  const { url, app } = await build(t, { allowedOrigins: ['https://good.example'] });
  await join(await connect(t, url), 'tea', { policy: { listed: 'lobby' } });
  const response = await fetch(`${url}/api/rooms?identifier=lobby`, { headers: { origin: 'https://good.example' } });
  const body = (await response.json()) as { identifier: string; rooms: readonly { room: string }[] };
  assert.equal(response.headers.get('access-control-allow-origin'), 'https://good.example');
  assert.deepEqual([body.identifier, body.rooms.map(({ room }) => room)], ['lobby', ['tea']]);
  assert.deepEqual((await app.inject('/api/rooms')).json(), { identifier: '', rooms: [] });
  const evil = await app.inject({ url: '/api/rooms', headers: { origin: 'https://evil.example' } });
  assert.equal(evil.headers['access-control-allow-origin'], undefined);
  for (const query of [
    'identifier=a%00b',
    `identifier=${'x'.repeat(129)}`,
    'identifier=a&identifier=b',
    'identifier[]=a',
  ]) {
    const { statusCode } = await app.inject(`/api/rooms?${query}`);
    assert.ok(statusCode === 400 || query === 'identifier[]=a', query);
  }
});

test('the service says that it lives and is ready', TIMEOUT, async (t) => {
  const { app } = await build(t);
  assert.deepEqual((await app.inject('/ready')).json(), { status: 'ready' });
  assert.deepEqual((await app.inject('/health')).json(), { status: 'ok' });
});
