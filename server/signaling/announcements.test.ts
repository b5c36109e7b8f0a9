import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { RoomEvent } from '../../src/protocol/index.js';
import { Announcements, TOGETHER_MS } from './announcements.js';

interface Listener {
  readonly name: string;
  /** Numbers of the events, message by message. */
  readonly messages: number[][];
}

/** Announcements whose outlet is an array per listener, on a clock that stands still. */
function announce(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const audience = new Map<string, Set<Listener>>();
  const tell = ({ messages }: Listener, events: readonly RoomEvent[]) =>
    messages.push(events.map(({ sequence }) => sequence));
  const announcements = new Announcements<Listener>({
    broadcast: (channel, events) => audience.get(channel)?.forEach((listener) => tell(listener, events)),
    send: tell,
    add: (channel, listener) => audience.set(channel, (audience.get(channel) ?? new Set()).add(listener)),
    remove: (channel, listener) => audience.get(channel)?.delete(listener),
  });
  const listen = (name: string): Listener => {
    const listener = { name, messages: [] };
    announcements.add('tea', listener);
    return listener;
  };
  const heard = (sequence: number, event: (sequence: number) => RoomEvent = came) =>
    announcements.announce('tea', event(sequence));
  return { announcements, listen, heard, later: () => t.mock.timers.tick(TOGETHER_MS) };
}

const numbered = (sequence: number) => ({ room: 'tea', sequence });
const came = (sequence: number, presence: 'online' | 'suspended' = 'online'): RoomEvent => ({
  ...{ type: 'participant-joined', ...numbered(sequence) },
  member: { userId: `u${sequence}`, displayName: '', extra: null, role: 'participant', hand: false, presence },
});
const admitted = (sequence: number) => came(sequence, 'suspended');
const left = (sequence: number): RoomEvent => ({
  ...{ type: 'participant-left', ...numbered(sequence), userId: 'u1', reason: 'left' },
});
const ejected = (sequence: number): RoomEvent => ({
  ...{ type: 'participant-left', ...numbered(sequence), userId: 'u1', reason: 'ejected' },
});
const closed = (sequence: number): RoomEvent => ({ type: 'room-closed', ...numbered(sequence), by: null });

test('the first is told at once, those that follow closely together', (t) => {
  const { listen, heard, later } = announce(t);
  const { messages } = listen('a');
  heard(1);
  assert.deepEqual(messages, [[1]]);
  for (const sequence of [2, 3]) heard(sequence);
  heard(4, left);
  assert.deepEqual(messages, [[1]]);
  later();
  assert.deepEqual(messages, [[1], [2, 3, 4]]);
  heard(5);
  assert.deepEqual(messages.at(-1), [2, 3, 4]);
  later();
  later();
  heard(6);
  assert.deepEqual(messages.slice(-2), [[5], [6]]);
});

for (const [name, event] of Object.entries({ ejected, closed, admitted })) {
  test(`${name}: waits for nothing and takes what waits along`, (t) => {
    const { listen, heard, later } = announce(t);
    const { messages } = listen('a');
    heard(1);
    heard(2);
    heard(3, event);
    assert.deepEqual(messages, [[1], [2, 3]]);
    later();
    assert.equal(messages.length, 2);
  });
}

test('who comes while something waits hears what it does not know, and nothing twice', (t) => {
  const { listen, heard, later } = announce(t);
  const first = listen('a');
  heard(1);
  heard(2);
  const second = listen('b');
  heard(3);
  const third = listen('c');
  later();
  heard(4);
  later();
  assert.deepEqual(first.messages, [[1], [2, 3], [4]]);
  assert.deepEqual(second.messages, [[3], [4]]);
  assert.deepEqual(third.messages, [[4]]);
});

test('who goes while something waits hears nothing of it', (t) => {
  const { announcements, listen, heard, later } = announce(t);
  const old = listen('a');
  heard(1);
  heard(2);
  const young = listen('b');
  heard(3);
  for (const listener of [old, young]) announcements.remove('tea', listener);
  later();
  assert.deepEqual([old.messages, young.messages], [[[1]], []]);
});
