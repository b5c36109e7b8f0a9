import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RESUME_GRACE_MS } from '../../src/protocol/index.js';
import { EmbeddedDatabase } from './embedded-database.js';
import { EmbeddedRoomStore } from './embedded-room-store.js';
import { roomStoreContract } from './room-store.contract.js';
import { enter, resume, suspend } from './testing/commands.js';
import { embeddedUnderTest } from './testing/embedded-under-test.js';
import { rejectsWith } from './testing/store-under-test.js';

roomStoreContract('embedded', embeddedUnderTest);

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rtc-state-'));
  folders.push(folder);
  return folder;
}

test('after a restart everybody is there, suspended with the whole grace time, and nobody waits at the door', async () => {
  const kept = await embeddedUnderTest();
  const policy = { waitingRoom: true, listed: 'l' };
  await kept.store.apply('r', enter('a', { policy }));
  await kept.store.apply('r', enter('b'));
  const before = (await kept.store.apply('r', { type: 'update', userId: 'a', displayName: 'Ada' })).after!;
  await kept.advance(100_000);
  await kept.restart();
  const record = (await kept.store.read('r'))!;
  assert.deepEqual(
    record.members.map(({ userId, displayName, role, presence, node }) => [userId, displayName, role, presence, node]),
    [['a', 'Ada', 'owner', 'suspended', null]],
  );
  assert.equal(record.epoch, before.epoch);
  assert.deepEqual(record.waiting, []);
  assert.deepEqual((await kept.store.listed('l', 9)).length, 1);
  await kept.advance(RESUME_GRACE_MS - 500);
  assert.deepEqual(await kept.store.due(), []);
  await kept.advance(501);
  assert.deepEqual(await kept.store.due(), ['r']);
  await kept.close();
});

test('what is told of a room is on disk', async () => {
  const kept = await embeddedUnderTest();
  await kept.store.apply('r', enter('a'));
  const entering = kept.store.apply('r', enter('b'));
  const told = await kept.store.eventsSince('r', 0);
  const disk = new EmbeddedDatabase(join(kept.folder, 'rooms.mdb'));
  const [room] = [...disk.rooms()];
  assert.deepEqual(room?.events, told);
  await disk.close();
  await entering;
  await kept.close();
});

test('after a restart a token resumes, and the events missed are there, numbered on', async () => {
  const kept = await embeddedUnderTest();
  await kept.store.apply('r', enter('a'));
  await kept.store.apply('r', enter('b'));
  await kept.restart();
  await kept.store.apply('r', resume('a'));
  const events = (await kept.store.eventsSince('r', 0))!;
  assert.deepEqual(
    events.map(({ sequence }) => sequence),
    [1, 2, 3, 4, 5],
  );
  await kept.close();
});

test('lease time does not run while the service is down', async () => {
  const kept = await embeddedUnderTest();
  await kept.store.apply('r', enter('a'));
  await kept.store.apply('r', enter('b'));
  await kept.store.apply('r', suspend('b'));
  await kept.advance(RESUME_GRACE_MS - 1_000);
  await kept.restart();
  assert.deepEqual(await kept.store.due(), []);
  await kept.advance(1_001);
  assert.equal((await kept.store.apply('r', { type: 'expire', livingNodes: null })).after?.members.length, 1);
  await kept.close();
});

test('secrets outlive a restart', async () => {
  const kept = await embeddedUnderTest();
  const secret = await kept.store.secret('visitor');
  await kept.restart();
  assert.deepEqual(await kept.store.secret('visitor'), secret);
  await kept.close();
});

test('what was acknowledged outlives SIGKILL, and the folder is free again', async () => {
  const folder = await emptyFolder();
  const program = `
    import { EmbeddedRoomStore } from ${JSON.stringify(new URL('embedded-room-store.js', import.meta.url).href)};
    import { enter } from ${JSON.stringify(new URL('testing/commands.js', import.meta.url).href)};
    const store = await EmbeddedRoomStore.open(process.argv[1]);
    for (let count = 0; ; count += 1) {
      await store.apply('r' + count, enter('a'));
      process.stdout.write('r' + count + '\\n');
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.length > 500) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const store = await EmbeddedRoomStore.open(folder);
  const acknowledged = said.split('\n').slice(0, -1);
  assert.ok(acknowledged.length > 50);
  for (const room of acknowledged) assert.equal((await store.read(room))?.members.length, 1, room);
  await store.close();
});

test('a folder another process has is refused, and left alone', async () => {
  const folder = await emptyFolder();
  const store = await EmbeddedRoomStore.open(folder);
  await assert.rejects(EmbeddedRoomStore.open(folder), new RegExp(`in use by process ${process.pid}`));
  await store.apply('r', enter('a'));
  await store.close();
  assert.deepEqual((await readdir(folder)).sort(), ['rooms.mdb', 'rooms.mdb-lock']);
});

test('a lock left behind by a process that is gone, or half written, is taken over', async () => {
  for (const left of ['{"pid":999999999,"started":"1"}', `{"pid":${process.pid},"started":"1"}`, '{"pi', '']) {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'lock'), left);
    const store = await EmbeddedRoomStore.open(folder);
    await store.close();
  }
});

const DAMAGES: Record<string, (database: string) => Promise<void>> = {
  'something else': (database) => writeFile(database, 'this is not a database'),
  'zeros and worse': (database) => writeFile(database, Buffer.alloc(40_960, 0x5a)),
  'cut short': (database) => truncate(database, 8_192),
};

for (const [what, damage] of Object.entries(DAMAGES)) {
  test(`a damaged database (${what}) is refused in words, not by a crash`, async () => {
    const folder = await emptyFolder();
    const store = await EmbeddedRoomStore.open(folder);
    for (let count = 0; count < 100; count += 1) await store.apply(`r${count}`, enter('a'));
    await store.close();
    await damage(join(folder, 'rooms.mdb'));
    await assert.rejects(EmbeddedRoomStore.open(folder), /rooms\.mdb cannot be read/);
    assert.ok(!(await readdir(folder)).includes('lock'));
  });
}

test('a folder that cannot be made or written is refused in words', async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, 'file'), '');
  await rejectsWith('room/unavailable', EmbeddedRoomStore.open(join(folder, 'file')));
  await rejectsWith('room/unavailable', EmbeddedRoomStore.open(join(folder, 'file', 'below')));
  await mkdir(join(folder, 'occupied', 'rooms.mdb'), { recursive: true });
  await rejectsWith('room/unavailable', EmbeddedRoomStore.open(join(folder, 'occupied')));
});
