import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { MemoryRoomStore } from '../../server/rooms/memory-room-store.js';
import type { RoomCommand } from '../../server/rooms/room-command.js';
import {
  ask,
  build,
  CANDIDATE,
  connect,
  GENEROUS,
  join,
  joinRequest,
  raw,
  settled,
} from '../../server/testing/app-under-test.js';
import type { ClientSocket } from '../../server/testing/app-under-test.js';
import { codeOf, refusalOf } from './requests.js';

const TIMEOUT = { timeout: 60_000 };

const guess = (socket: ClientSocket, room: string, password: string) =>
  refusalOf(socket, 'room:join', joinRequest(room, { entry: 'join', password }));

// The ancestor compares 13,465 passwords a second for one socket.
test(
  'A4 of a thousand guesses few are looked at, and somebody honest from elsewhere comes in meanwhile',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t, {}, { limits: GENEROUS });
    const owner = await connect(t, url);
    await join(owner, 'tea', { password: 'right' });
    const guessers = await Promise.all(Array.from({ length: 20 }, () => connect(t, url)));
    const startedAt = performance.now();
    const codes = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => guess(guessers[index % 20]!, 'tea', `guess ${index}`)),
    );
    const evaluated = codes.filter((code) => code === 'room/password').length;
    assert.equal(codes.filter((code) => code === null).length, 0);
    assert.ok(evaluated <= 80, `${evaluated} of 1,000 were looked at in ${performance.now() - startedAt} ms`);
    // From here on it is one at a time, and not soon.
    const more = await Promise.all(guessers.map((socket) => guess(socket, 'tea', 'right')));
    assert.deepEqual(new Set(more), new Set(['protocol/busy']));
    const honest = await connect(t, url, { localAddress: '127.0.0.9' });
    assert.equal(await guess(honest, 'tea', 'right'), null);
  },
);

// The ancestor neither hashes passwords nor limits how often it is asked to compare one.
test(
  'A4 one address that opens rooms with passwords, or waits for rooms with one, does not keep others out',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t, {}, { limits: GENEROUS });
    await join(await connect(t, url, { localAddress: '127.0.0.8' }), 'tea', { password: 'right' });
    const crowd = await Promise.all(Array.from({ length: 8 }, () => connect(t, url)));
    const answers = crowd.flatMap((socket, index) =>
      Array.from({ length: 6 }, (_, round) => {
        const room = `room ${index} ${round}`;
        const how = round % 2 === 0 ? { entry: 'open' as const } : { entry: 'join' as const, wait: true };
        return refusalOf(socket, 'room:join', joinRequest(room, { ...how, password: 'x' }));
      }),
    );
    // All of it has come in, and is being looked at or waits to be.
    await Promise.all(crowd.map(settled));
    const honest = await connect(t, url, { localAddress: '127.0.0.9' });
    const outcome = await Promise.race([
      guess(honest, 'tea', 'right'),
      Promise.all(answers).then(() => 'after them all'),
    ]);
    assert.equal(outcome, null);
    await Promise.all(answers);
  },
);

test('A4 “no such room” takes as long as “wrong password”', TIMEOUT, async (t) => {
  const { url } = await build(t, {}, { limits: GENEROUS });
  await join(await connect(t, url), 'tea', { password: 'right' });
  const times = { tea: [] as number[], nothing: [] as number[] };
  for (let round = 0; round < 12; round += 1) {
    for (const room of ['tea', 'nothing'] as const) {
      // Three guesses are free for a socket and ten for an address, so each comes from somewhere else.
      const socket = await connect(t, url, { localAddress: `127.0.${room === 'tea' ? 1 : 2}.${round + 1}` });
      const startedAt = performance.now();
      assert.equal(await guess(socket, room, 'wrong'), room === 'tea' ? 'room/password' : 'room/missing');
      times[room].push(performance.now() - startedAt);
      socket.disconnect();
    }
  }
  const [wrong, missing] = [median(times.tea), median(times.nothing)];
  assert.ok(Math.abs(wrong - missing) < 0.35 * Math.max(wrong, missing), `${wrong} ms and ${missing} ms`);
});

// The ancestor's presence check tells how long the password is.
/** Notes what the store is asked, since each question to another machine takes time. */
class NotedRoomStore extends MemoryRoomStore {
  readonly asked: string[] = [];

  override read(room: string) {
    this.asked.push('read');
    return super.read(room);
  }

  override apply(room: string, command: RoomCommand) {
    this.asked.push(command.type);
    return super.apply(room, command);
  }
}

test('A4 “no such room” asks the store as often as “wrong password”', TIMEOUT, async (t) => {
  const roomStore = new NotedRoomStore();
  const { url } = await build(t, {}, { limits: GENEROUS, roomStore });
  const socket = await connect(t, url);
  await join(await connect(t, url), 'tea', { password: 'right' });
  const asked = async (room: string) => {
    roomStore.asked.length = 0;
    await guess(socket, room, 'wrong');
    return [...roomStore.asked];
  };
  assert.deepEqual(await asked('nothing'), await asked('tea'));
});

test('A5 looking from outside tells nothing about people, passwords or unlisted rooms', TIMEOUT, async (t) => {
  const { url } = await build(t, {}, { limits: GENEROUS });
  const [owner, outside] = [await connect(t, url), await connect(t, url)];
  const { userId } = await join(owner, 'a private room', {
    password: 'x'.repeat(100),
    displayName: 'Ada',
    extra: 'mine',
  });
  const answer = JSON.stringify(await ask(outside, 'presence:check', { room: 'a private room' }));
  for (const secret of [userId, 'Ada', 'mine', '100']) assert.ok(!answer.includes(secret), answer);
  const other = JSON.stringify(await raw(outside, 'presence:check', { room: randomBytes(12).toString('hex') }));
  for (let round = 0; round < 1_000; round += 1) {
    const room = randomBytes(12).toString('hex');
    assert.equal(JSON.stringify(await raw(outside, 'presence:check', { room })), other);
  }
  assert.deepEqual(await ask(outside, 'rooms:list', { identifier: '' }), []);
});

test('A5 names cannot be tried out at any speed', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const socket = await connect(t, url);
  const codes = await Promise.all(
    Array.from({ length: 400 }, (_, index) => codeOf(raw(socket, 'presence:check', { room: `r${index}` }))),
  );
  assert.ok(codes.filter((code) => code === null).length <= 50);
  assert.deepEqual(new Set(codes), new Set([null, 'protocol/busy']));
});

// The ancestor keeps passwords as they were typed, shows them on its admin page, and logs wrong ones of its admin.
test('A38 nothing of what people say or keep secret is in the log, and each line is one line', TIMEOUT, async (t) => {
  const lines: string[] = [];
  const { url, app } = await build(t, { logLevel: 'trace' }, { logTo: { write: (line) => void lines.push(line) } });
  const [a, b] = [await connect(t, url), await connect(t, url)];
  const evil = 'x","level":60,"msg":"';
  const secrets = ['PASSWORD-7731', 'DISPLAY-7731', 'EXTRA-7731', 'SDP-7731', 'ROOM-7731'];
  const [password, displayName, extra, sdp, room] = secrets as [string, string, string, string, string];
  const first = await join(a, room, { password, displayName: displayName + evil, extra });
  await raw(b, 'room:join', joinRequest(room, { password: `${password}?` }));
  const second = await join(b, room, { password, displayName });
  const { ticket } = await ask(a, 'room:ticket', { room });
  await raw(b, 'room:join', joinRequest(room, { ticket }));
  const description = {
    kind: 'description',
    description: { type: 'offer', sdp },
    offers: { revision: 0, publications: [] },
  };
  await raw(b, 'peer:signal', { room, to: first.userId, signal: description, attempt: 0 });
  await raw(b, 'peer:signal', { room, to: first.userId, signal: CANDIDATE });
  await raw(b, `${evil}\n${sdp}`, { room });
  await raw(b, 'member:eject', { room: `\n{"level":60}${room}`, userId: 'x', ban: true });
  for (let index = 0; index < 30; index += 1) await raw(b, `nonsense ${sdp}`);
  b.io.engine.close();
  await ask(a, 'room:close', { room });
  await app.close();
  const log = lines.join('');
  for (const secret of [...secrets, first.resumeToken, second.resumeToken, ticket])
    assert.ok(!log.includes(secret), secret);
  for (const line of log.split('\n').filter((text) => text !== '')) JSON.parse(line);
});

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
