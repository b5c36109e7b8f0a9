import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from 'redis';
import { findRedis } from '#scripts/redis.mjs';
import { RESUME_GRACE_MS } from '../../src/protocol/index.js';
import { RedisRoomStore } from '../../server/rooms/redis-room-store.js';
import { roomStoreContract } from '../../server/rooms/room-store.contract.js';
import { NODE_TTL_MS } from '../../server/rooms/room-store.js';
import { enter, suspend } from '../../server/rooms/testing/commands.js';
import { RedisServer } from '../../server/rooms/testing/redis-server.js';
import { redisUnderTest } from '../../server/rooms/testing/redis-under-test.js';
import { rejectsWith } from '../../server/rooms/testing/store-under-test.js';

let server: RedisServer;
before(async () => {
  server = await RedisServer.start(await findRedis());
});
after(() => server.stop());

roomStoreContract('redis', () => redisUnderTest(server));

test('a key says nothing of the room it is for, and prefixes keep installations apart', async () => {
  const [one, two] = [await redisUnderTest(server), await redisUnderTest(server)];
  await one.store.apply('secret plans', enter('a', { policy: { listed: 'board' } }));
  assert.equal(await two.store.read('secret plans'), undefined);
  const client = createClient({ url: server.url, RESP: 2 });
  await client.connect();
  const keys: string[] = await client.keys('*');
  assert.ok(keys.some((key) => key.startsWith(one.prefix)));
  assert.deepEqual(
    keys.filter((key) => key.includes('plans') || key.includes('board')),
    [],
  );
  assert.deepEqual(
    keys.filter((key) => !key.startsWith(one.prefix) && !key.startsWith(two.prefix)),
    [],
  );
  client.destroy();
  await Promise.all([one.close(), two.close()]);
});

test('the rooms of a node that fell silent are due, and its members wait for their sockets', async () => {
  const kept = await redisUnderTest(server);
  await kept.store.heartbeat('n1');
  await kept.store.heartbeat('n2');
  await kept.store.apply('r', enter('a', { node: 'n1' }));
  await kept.store.apply('r', enter('b', { node: 'n2' }));
  await kept.advance(NODE_TTL_MS - 1_000);
  assert.ok((await kept.store.heartbeat('n2'))?.includes('n1'));
  await kept.advance(2_000);
  const livingNodes = await kept.store.heartbeat('n2');
  assert.deepEqual(livingNodes, ['n2']);
  assert.deepEqual(await kept.other.due(), ['r']);
  const { after: record } = await kept.other.apply('r', { type: 'expire', livingNodes });
  assert.deepEqual(
    record?.members.map(({ presence }) => presence),
    ['suspended', 'online'],
  );
  assert.deepEqual(await kept.other.due(), []);
  await kept.close();
});

test('an outage of all of us takes neither leases nor nodes with it', async () => {
  const kept = await redisUnderTest(server);
  await kept.store.heartbeat('n1');
  await kept.store.apply('r', enter('a', { node: 'n1' }));
  await kept.store.apply('r', enter('b', { node: 'n1' }));
  await kept.store.apply('r', suspend('b', 'n1'));
  const client = createClient({ url: server.url, RESP: 2 });
  await client.connect();
  // As if the last sign of life had been an hour ago.
  await client.hIncrBy(`${kept.prefix}clock`, 'at', -3_600_000);
  assert.deepEqual(await kept.store.due(), []);
  assert.ok((await kept.store.heartbeat('n2'))?.includes('n1'));
  await kept.advance(RESUME_GRACE_MS);
  assert.ok((await kept.store.due()).includes('r'));
  client.destroy();
  await kept.close();
});

test('while Redis is away calls are refused within about two seconds, and afterwards all is as acknowledged', async () => {
  const errors: unknown[] = [];
  const store = await RedisRoomStore.open({ url: server.url, prefix: 'away:', onError: (error) => errors.push(error) });
  const { after: record } = await store.apply('r', enter('a'));
  await server.kill();
  const began = performance.now();
  await Promise.all([
    rejectsWith('room/unavailable', store.apply('r', enter('b'))),
    rejectsWith('room/unavailable', store.apply('r', enter('c'))),
    rejectsWith('room/unavailable', store.read('r')),
    rejectsWith('room/unavailable', store.heartbeat('n1')),
    rejectsWith('room/unavailable', store.due()),
  ]);
  assert.ok(performance.now() - began < 2_500, `refused after ${performance.now() - began} ms`);
  assert.ok(errors.length > 0);
  await server.up();
  assert.deepEqual(await store.read('r'), record);
  await store.apply('r', enter('d'));
  await store.close();
});

test('a call during a short absence of Redis waits for it and is done once', async () => {
  const store = await RedisRoomStore.open({ url: server.url, prefix: 'short:' });
  await store.apply('r', enter('a'));
  await server.kill();
  const entering = store.apply('r', enter('b'));
  await server.up();
  assert.deepEqual(
    (await entering).after?.members.map(({ userId }) => userId),
    ['a', 'b'],
  );
  assert.deepEqual(
    (await store.eventsSince('r', 0))?.map(({ sequence }) => sequence),
    [1, 2],
  );
  await store.close();
});

test('a frozen Redis refuses too, and who was refused is not in the room when it thaws', async () => {
  const store = await RedisRoomStore.open({ url: server.url, prefix: 'frozen:' });
  await store.apply('r', enter('a'));
  server.pause();
  await rejectsWith('room/unavailable', store.apply('r', enter('b')));
  server.resume();
  await store.apply('r', enter('c'));
  const members = (await store.read('r'))?.members.map(({ userId }) => userId);
  assert.deepEqual(members, ['a', 'c']);
  await store.close();
});

test('an entry that was refused and happened after all is taken back', async () => {
  const store = await RedisRoomStore.open({ url: server.url, prefix: 'unsure:' });
  const admin = createClient({ url: server.url, RESP: 2 });
  await admin.connect();
  await store.apply('r', enter('a'));
  // Reading goes on, writing waits: the write is sent, and done only after it was given up.
  await admin.sendCommand(['CLIENT', 'PAUSE', '2500', 'WRITE']);
  await rejectsWith('room/unavailable', store.apply('r', enter('b')));
  let events: string[] = [];
  for (const deadline = Date.now() + 10_000; events.length < 3 && Date.now() < deadline;) {
    events = ((await store.eventsSince('r', 0)) ?? []).map(({ type }) => type);
  }
  assert.deepEqual(events, ['participant-joined', 'participant-joined', 'participant-left']);
  admin.destroy();
  await store.close();
});

test('what Redis forgot is put back by the nodes that have members there: the newest they know holds', async () => {
  const forgetful = await RedisServer.start(await findRedis(), { appendOnly: false });
  const open = async (node: string) => {
    const store = await RedisRoomStore.open({ url: forgetful.url });
    await store.heartbeat(node, ['r', 'over']);
    return store;
  };
  const [one, two] = [await open('n1'), await open('n2')];
  const secret = await one.secret('visitor');
  await one.apply('r', enter('a', { node: 'n1' }));
  await two.apply('r', enter('b', { node: 'n2' }));
  await two.apply('r', enter('c', { node: 'n2', visitorId: 'bad' }));
  const { after: record } = await two.apply('r', { type: 'eject', by: 'a', userId: 'c', ban: true });
  // Closed by the other, and heard of.
  const { after: over } = await one.apply('over', enter('a', { node: 'n1' }));
  await two.apply('over', { type: 'close', by: 'a' });
  await one.eventsSince('over', over!.sequence, over!.epoch);
  await forgetful.kill();
  await forgetful.up();

  const [members, again] = await Promise.all([one.read('r'), two.read('r')]);
  assert.deepEqual([members, again], [record, record]);
  assert.equal(await one.read('over'), undefined);
  assert.deepEqual(await one.eventsSince('r', record!.sequence), []);
  assert.equal(await one.eventsSince('r', record!.sequence - 1), undefined, 'its events are gone');
  await rejectsWith('room/banned', one.apply('r', enter('d', { visitorId: 'bad' })));
  assert.deepEqual(await two.secret('visitor'), secret);
  const { events } = await one.apply('r', enter('e', { node: 'n1' }));
  assert.deepEqual(await two.eventsSince('r', record!.sequence), events);
  assert.deepEqual((await one.heartbeat('n1', ['r']))?.slice().sort(), ['n1', 'n2']);
  for (const store of [one, two]) await store.close();
  await forgetful.stop();
});

test('a connection that breaks brings nothing back that has ended', async () => {
  const open = () => RedisRoomStore.open({ url: server.url, prefix: 'ended:' });
  const [store, other] = [await open(), await open()];
  await store.heartbeat('n1', ['r']);
  const { after: record } = await store.apply('r', enter('a', { node: 'n1' }));
  await other.apply('r', { type: 'close', by: 'a' });
  await server.kill();
  await server.up();
  assert.equal(await store.read('r'), undefined);
  assert.equal((await store.eventsSince('r', record!.sequence))?.[0]?.type, 'room-closed');
  await Promise.all([store.close(), other.close()]);
});

test('a Redis that is not there, or no address at all, is said at the start', async () => {
  await rejectsWith('room/unavailable', RedisRoomStore.open({ url: 'redis://127.0.0.1:1' }));
  await rejectsWith('room/unavailable', RedisRoomStore.open({ url: 'nonsense' }));
});
