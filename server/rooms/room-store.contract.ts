import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { RESUME_GRACE_MS } from '../../src/protocol/index.js';
import type { RoomCommand } from './room-command.js';
import { CLOSED_KEPT_MS, EVENTS_KEPT } from './room-store.js';
import { enter, leave, resume, suspend } from './testing/commands.js';
import { rejectsWith } from './testing/store-under-test.js';
import type { StoreUnderTest } from './testing/store-under-test.js';

/** What every `RoomStore` must do besides what `decide` says. Run it on each of them. */
export function roomStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`room store contract: ${name}`, () => {
    let kept: StoreUnderTest;

    beforeEach(async () => {
      kept = await create();
    });
    afterEach(() => kept.close());

    const apply = (command: RoomCommand, room = 'r') => kept.store.apply(room, command);
    const sequences = async (...where: [room: string, sequence: number, epoch?: string]) => {
      return (await kept.store.eventsSince(...where))?.map((event) => event.sequence);
    };

    test('a command tells the room before and after it, and what happened, numbered', async () => {
      const first = await apply(enter('a', { policy: { maxParticipants: 7 } }));
      assert.equal(first.before, undefined);
      assert.equal(first.after?.policy.maxParticipants, 7);
      assert.deepEqual(
        first.events.map(({ type, room, sequence }) => [type, room, sequence]),
        [['participant-joined', 'r', 1]],
      );
      const second = await apply(enter('b'));
      assert.deepEqual(second.before, first.after);
      assert.deepEqual(
        second.after?.members.map(({ userId, role }) => [userId, role]),
        [
          ['a', 'owner'],
          ['b', 'participant'],
        ],
      );
    });

    test('what is read is what the last command left, on every node', async () => {
      const { after } = await apply(enter('a'));
      assert.deepEqual(await kept.store.read('r'), after);
      assert.deepEqual(await kept.other.read('r'), after);
      assert.equal(await kept.store.read('other'), undefined);
    });

    test('events come oldest first and only those asked for', async () => {
      for (const userId of ['a', 'b', 'c']) await apply(enter(userId));
      assert.deepEqual(await sequences('r', 0), [1, 2, 3]);
      assert.deepEqual(await sequences('r', 1), [2, 3]);
      assert.deepEqual(await sequences('r', 3), []);
    });

    test('events read are the events told', async () => {
      const told = [];
      for (const command of [enter('a'), enter('b'), leave('a')]) told.push(...(await apply(command)).events);
      assert.equal(told.length, 4);
      assert.deepEqual(await kept.other.eventsSince('r', 0), told);
    });

    test('a refusal changes nothing', async () => {
      const { after } = await apply(enter('a', { policy: { maxParticipants: 1 } }));
      await rejectsWith('room/full', apply(enter('b')));
      await rejectsWith('room/not-allowed', apply({ type: 'eject', by: 'a', userId: 'a', ban: true }));
      assert.deepEqual(await kept.store.read('r'), after);
      assert.deepEqual(await sequences('r', 0), [1]);
    });

    test('a ticket is for the room as it is in the step that lets somebody in', async () => {
      const policy = { waitingRoom: true };
      const first = (await apply(enter('a', { policy }))).after!;
      const ticket = { invitedTo: first.epoch };
      const people = async () => {
        const { members, waiting } = (await kept.other.read('r'))!;
        return [members, waiting].map((list) => list.map(({ userId }) => userId));
      };
      await kept.other.apply('r', enter('b', ticket));
      assert.deepEqual(await people(), [['a', 'b'], []]);
      await apply({ type: 'close', by: 'a' });
      await apply(enter('a2', { policy }));
      await kept.other.apply('r', enter('b2', ticket));
      assert.deepEqual(await people(), [['a2'], ['b2']]);
    });

    test('a change nobody can see is kept too', async () => {
      await apply(enter('a'));
      await apply(resume('a', { node: 'n2' }));
      const record = await kept.other.read('r');
      assert.deepEqual([record?.members[0]?.node, record?.members[0]?.resumeHash], ['n2', 'next-a']);
      assert.deepEqual(await sequences('r', 0), [1]);
    });

    test('a room is gone when nobody is left, and another of the name starts at 1', async () => {
      await apply(enter('a', { policy: { maxParticipants: 7 } }));
      assert.equal((await apply(leave('a'))).after, undefined);
      assert.equal(await kept.store.read('r'), undefined);
      const { before, after, events } = await apply(enter('b', { policy: { maxParticipants: 9 } }));
      assert.deepEqual([before, after?.policy.maxParticipants, events[0]?.sequence], [undefined, 9, 1]);
    });

    test('how a room ended can be read for a while, also when another has its name by then', async () => {
      const { after } = await apply(enter('a'));
      const epoch = after!.epoch;
      await apply({ type: 'close', by: 'a' });
      assert.deepEqual(await sequences('r', 1), [2]);
      await apply(enter('b'));
      await apply(enter('c'));
      assert.deepEqual(
        (await kept.store.eventsSince('r', 1, epoch))?.map(({ type }) => type),
        ['room-closed'],
      );
      assert.deepEqual(await sequences('r', 0), [1, 2]);
      assert.equal(await sequences('r', 0, 'never'), undefined);
    });

    test('nothing is read of a room that never was', async () => {
      assert.equal(await kept.store.eventsSince('nowhere', 0), undefined);
      assert.equal((await apply(leave('a'), 'nowhere')).after, undefined);
    });

    test('rooms know nothing of each other, whatever they are called', async () => {
      const names = [
        '__proto__',
        'constructor',
        'toString',
        'hasOwnProperty',
        'é',
        'e\u0301',
        '*',
        'a:b',
        '{r}',
        '\u{1f3a7}',
      ];
      for (const room of names) {
        assert.equal((await apply(enter('a'), room)).before, undefined, room);
      }
      for (const room of names) {
        const { after } = await apply(enter('b'), room);
        assert.deepEqual([after?.name, after?.members.length], [room, 2], room);
      }
    });

    test('of many entering at once on two nodes exactly as many come in as there are places', async () => {
      const policy = { maxParticipants: 5 };
      const entering = Array.from({ length: 30 }, (_, index) => {
        return (index % 2 === 0 ? kept.store : kept.other).apply('r', enter(`u${index}`, { policy }));
      });
      const outcomes = await Promise.allSettled(entering);
      const entered = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      assert.deepEqual(entered.map(({ after }) => after?.sequence).sort(), [1, 2, 3, 4, 5]);
      assert.equal(entered.filter(({ before }) => before === undefined).length, 1);
      assert.equal((await kept.store.read('r'))?.members.length, 5);
    });

    test('of any two entering at once exactly one finds the other there', async () => {
      const ids = Array.from({ length: 10 }, (_, index) => `u${index}`);
      const entries = await Promise.all(
        ids.map((id, index) => [kept.store, kept.other][index % 2]!.apply('r', enter(id))),
      );
      const sizes = entries.map(({ before }) => before?.members.length ?? 0);
      assert.deepEqual(
        sizes.sort((one, other) => one - other),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      );
    });

    test('events forgotten are said to be forgotten', async () => {
      await apply(enter('a'));
      for (let round = 0; round < EVENTS_KEPT + 20; round += 1) {
        await apply({ type: 'hand', by: 'a', userId: 'a', raised: true });
        await apply({ type: 'hand', by: 'a', userId: 'a', raised: false });
      }
      const newest = 1 + (EVENTS_KEPT + 20) * 2;
      assert.equal((await sequences('r', newest - EVENTS_KEPT))?.length, EVENTS_KEPT);
      assert.equal(await sequences('r', 0), undefined);
    });

    test('who is ahead of the room knows another past of it, which is said to be forgotten', async () => {
      const { epoch } = (await apply(enter('a'))).after!;
      await apply(enter('b'));
      assert.deepEqual(await sequences('r', 2), []);
      assert.equal(await sequences('r', 3), undefined);
      assert.equal(await sequences('r', 9, epoch), undefined);
      await apply({ type: 'close', by: 'a' });
      assert.deepEqual(await sequences('r', 3, epoch), []);
      assert.equal(await sequences('r', 4, epoch), undefined);
    });

    test('a lease that ran out makes its room due, and `expire` ends it', async () => {
      await apply(enter('a'));
      await apply(enter('b'));
      assert.deepEqual(await kept.store.due(), []);
      await apply(suspend('b'));
      await kept.advance(RESUME_GRACE_MS - 1_000);
      assert.deepEqual(await kept.store.due(), []);
      await kept.advance(1_100);
      assert.deepEqual(await kept.store.due(), ['r']);
      assert.deepEqual((await apply({ type: 'expire', livingNodes: null })).after?.members.length, 1);
      assert.deepEqual(await kept.store.due(), []);
    });

    test('a lease is as long as its suspension says', async () => {
      for (const userId of ['a', 'b']) await apply(enter(userId));
      await apply({ ...suspend('a'), graceMs: 5_000 });
      await apply(suspend('b'));
      await kept.advance(4_000);
      assert.deepEqual(await kept.store.due(), []);
      await kept.advance(1_100);
      assert.deepEqual(await kept.store.due(), ['r']);
      const { after } = await apply({ type: 'expire', livingNodes: null });
      assert.deepEqual(
        after?.members.map(({ userId }) => userId),
        ['b'],
      );
    });

    test('a lease that was taken up again is not due', async () => {
      await apply(enter('a'));
      await apply(suspend('a'));
      await apply(resume('a'));
      await kept.advance(RESUME_GRACE_MS + 1_000);
      assert.deepEqual(await kept.store.due(), []);
    });

    test('lists the rooms of one identifier, the fullest first', async () => {
      const sizes = { one: 1, three: 3, two: 2 };
      for (const [room, size] of Object.entries(sizes)) {
        for (let index = 0; index < size; index += 1)
          await apply(enter(`${room}${index}`, { policy: { listed: '' } }), room);
      }
      await apply(enter('x', { policy: { listed: '__proto__' } }), 'elsewhere');
      await apply(enter('y'), 'private');
      const listed = async (identifier: string, limit: number) => {
        return (await kept.other.listed(identifier, limit)).map(({ name }) => name);
      };
      assert.deepEqual(await listed('', 10), ['three', 'two', 'one']);
      assert.deepEqual(await listed('', 2), ['three', 'two']);
      assert.deepEqual(await listed('__proto__', 10), ['elsewhere']);
      await apply({ type: 'close', by: 'three0' }, 'three');
      await apply(leave('one0'), 'one');
      assert.deepEqual(await listed('', 10), ['two']);
      assert.deepEqual(await listed('nobody', 10), []);
    });

    test('a secret stays the same for its purpose, and is another for another', async () => {
      const secret = await kept.store.secret('visitor');
      assert.equal(secret.byteLength, 32);
      assert.deepEqual(await kept.other.secret('visitor'), secret);
      assert.notDeepEqual(await kept.store.secret('other'), secret);
    });

    test('a node that says it lives is among the living', async () => {
      const living = await kept.store.heartbeat('n1');
      assert.ok(living === null || living.includes('n1'));
    });

    test('nothing stays of rooms that are gone', async () => {
      for (const room of ['r', 's']) {
        for (const userId of ['a', 'b', 'c']) await apply(enter(userId, { policy: { listed: 'l' } }), room);
      }
      await apply(suspend('a'), 's');
      await apply({ type: 'close', by: 'a' }, 'r');
      for (const userId of ['a', 'b', 'c']) await apply(leave(userId), 's');
      await kept.advance(CLOSED_KEPT_MS + 1);
      assert.deepEqual(await kept.store.due(), []);
      assert.equal(await kept.remains(), 0);
    });
  });
}
