import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RtcError } from '../../src/protocol/index.js';
import type { ErrorCode, RoomPolicy } from '../../src/protocol/index.js';
import { EVENTS_KEPT } from './room-store.js';
import type { RoomStore } from './room-store.js';

const policy = (maxParticipants = 50): RoomPolicy => ({
  session: { audio: true, video: true, screen: true, data: true },
  maxParticipants,
});

const person = (userId: string) => ({ userId, displayName: userId.toUpperCase(), extra: { from: userId } });

/** What every `RoomStore` must do. Run it on each of them. */
export function roomStoreContract(name: string, create: () => RoomStore): void {
  describe(`room store contract: ${name}`, () => {
    test('the first to enter opens the room, owns it and decides its policy', async () => {
      const store = create();
      const first = await store.enter('r', person('a'), policy(7));
      const second = await store.enter('r', person('b'), policy(3));
      assert.deepEqual(first, { opened: true, owner: true, policy: policy(7), members: [], sequence: 1 });
      assert.deepEqual(second, {
        opened: false,
        owner: false,
        policy: policy(7),
        members: [{ ...person('a'), owner: true }],
        sequence: 2,
      });
    });

    test('lists the others in the order they came', async () => {
      const store = create();
      for (const userId of ['c', 'a', 'b']) await store.enter('r', person(userId), policy());
      const entry = await store.enter('r', person('d'), policy());
      assert.deepEqual(
        entry.members.map((member) => member.userId),
        ['c', 'a', 'b'],
      );
    });

    test('numbers the events of a room from 1 without gaps, oldest first', async () => {
      const store = create();
      await store.enter('r', person('a'), policy());
      await store.enter('r', person('b'), policy());
      await store.leave('r', 'a');
      assert.deepEqual(await store.eventsSince('r', 0), [
        { type: 'participant-joined', room: 'r', sequence: 1, member: { ...person('a'), owner: true } },
        { type: 'participant-joined', room: 'r', sequence: 2, member: { ...person('b'), owner: false } },
        { type: 'participant-left', room: 'r', sequence: 3, userId: 'a' },
        { type: 'owner-changed', room: 'r', sequence: 4, userId: 'b' },
      ]);
    });

    test('tells only what is newer than asked for', async () => {
      const store = create();
      for (const userId of ['a', 'b', 'c']) await store.enter('r', person(userId), policy());
      const sequences = async (since: number) => (await store.eventsSince('r', since)).map((event) => event.sequence);
      assert.deepEqual(await sequences(1), [2, 3]);
      assert.deepEqual(await sequences(3), []);
      assert.deepEqual(await sequences(99), []);
    });

    test('when the owner leaves, whoever has been there longest owns the room', async () => {
      const store = create();
      for (const userId of ['a', 'b', 'c']) await store.enter('r', person(userId), policy());
      await store.leave('r', 'a');
      const entry = await store.enter('r', person('d'), policy());
      assert.deepEqual(
        entry.members.map(({ userId, owner }) => [userId, owner]),
        [
          ['b', true],
          ['c', false],
        ],
      );
    });

    test('ownership stays when somebody else leaves', async () => {
      const store = create();
      for (const userId of ['a', 'b']) await store.enter('r', person(userId), policy());
      await store.leave('r', 'b');
      assert.deepEqual(
        (await store.eventsSince('r', 2)).map((event) => event.type),
        ['participant-left'],
      );
    });

    test('a room is gone when nobody is left, and starts anew', async () => {
      const store = create();
      await store.enter('r', person('a'), policy(7));
      await store.leave('r', 'a');
      assert.deepEqual(await store.eventsSince('r', 0), []);
      const entry = await store.enter('r', person('b'), policy(9));
      assert.deepEqual(entry, { opened: true, owner: true, policy: policy(9), members: [], sequence: 1 });
    });

    test('refuses one more than the policy allows, and lets in again when somebody leaves', async () => {
      const store = create();
      await store.enter('r', person('a'), policy(2));
      await store.enter('r', person('b'), policy(2));
      await rejectsWith('room/full', store.enter('r', person('c'), policy(500)));
      await store.leave('r', 'b');
      await store.enter('r', person('c'), policy(2));
    });

    test('refuses a participant who is there already', async () => {
      const store = create();
      await store.enter('r', person('a'), policy());
      await rejectsWith('protocol/already-in-room', store.enter('r', person('a'), policy()));
      assert.equal((await store.eventsSince('r', 0)).length, 1);
    });

    test('leaving twice, or a room never entered, changes nothing', async () => {
      const store = create();
      await store.enter('r', person('a'), policy());
      await store.enter('r', person('b'), policy());
      await store.leave('r', 'b');
      await store.leave('r', 'b');
      await store.leave('r', 'nobody');
      await store.leave('nowhere', 'a');
      assert.equal((await store.eventsSince('r', 0)).length, 3);
    });

    test('rooms know nothing of each other, whatever they are called', async () => {
      const store = create();
      const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'é', 'e\u0301'];
      for (const room of names) {
        const entry = await store.enter(room, person('a'), policy());
        assert.equal(entry.opened, true, room);
        assert.deepEqual(entry.members, [], room);
      }
      for (const room of names) assert.equal((await store.enter(room, person('b'), policy())).sequence, 2, room);
    });

    test('of many entering at once exactly as many come in as there are places', async () => {
      const store = create();
      const entering = Array.from({ length: 20 }, (_, index) =>
        store.enter('r', person(`u${String(index)}`), policy(5)),
      );
      const outcomes = await Promise.allSettled(entering);
      const entries = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      assert.deepEqual(entries.map((entry) => entry.sequence).sort(), [1, 2, 3, 4, 5]);
      assert.equal(entries.filter((entry) => entry.owner).length, 1);
      assert.equal(outcomes.filter((outcome) => outcome.status === 'rejected').length, 15);
    });

    test('of any two entering at once exactly one finds the other there', async () => {
      const store = create();
      const ids = Array.from({ length: 10 }, (_, index) => `u${String(index)}`);
      const entries = await Promise.all(ids.map((userId) => store.enter('r', person(userId), policy())));
      const found = new Set(
        entries.flatMap((entry, index) =>
          entry.members.map((member) => `${String(ids[index])} finds ${member.userId}`),
        ),
      );
      for (const [index, a] of ids.entries()) {
        for (const b of ids.slice(index + 1)) {
          assert.notEqual(found.has(`${a} finds ${b}`), found.has(`${b} finds ${a}`), `${a} and ${b}`);
        }
      }
    });

    test('says so when asked for events it has forgotten', async () => {
      const store = create();
      await store.enter('r', person('a'), policy());
      for (let round = 0; round < EVENTS_KEPT * 2; round += 1) {
        await store.enter('r', person('b'), policy());
        await store.leave('r', 'b');
      }
      const newest = 1 + EVENTS_KEPT * 4;
      assert.equal((await store.eventsSince('r', newest - EVENTS_KEPT)).length, EVENTS_KEPT);
      await rejectsWith('protocol/busy', store.eventsSince('r', 0));
    });
  });
}

async function rejectsWith(code: ErrorCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => error instanceof RtcError && error.code === code);
}
