import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RESUME_GRACE_MS } from '../../src/protocol/index.js';
import { MAX_WAITING } from '../signaling/limits.js';
import { enter, leave, resume, suspend } from './testing/commands.js';
import type { EnterOptions } from './testing/commands.js';
import { admit, eject, expire, paper, role, SECRET } from './testing/paper.js';

describe('getting in', () => {
  test('the opener owns the room and decides its policy; later policies are ignored', () => {
    const room = paper(enter('a', { policy: { maxParticipants: 7 } }), enter('b', { policy: { maxParticipants: 3 } }));
    assert.equal(room.people, 'a owner, b participant');
    assert.equal(room.record?.policy.maxParticipants, 7);
  });

  test('`open` is refused when somebody is in, `join` when nobody is', () => {
    const room = paper();
    room.refuses('room/missing', enter('a', { entry: 'join' }));
    room.apply(enter('a', { entry: 'open' }));
    room.refuses('room/exists', enter('b', { entry: 'open' }));
    room.apply(enter('b', { entry: 'join' }));
    assert.equal(room.people, 'a owner, b participant');
  });

  test('an id is a member once', () => {
    paper(enter('a')).refuses('protocol/already-in-room', enter('a'));
  });

  test('a room takes as many as it says, suspended members included', () => {
    const room = paper(enter('a', { policy: { maxParticipants: 2 } }), enter('b'), suspend('b'));
    room.refuses('room/full', enter('c'));
    room.apply(leave('b'));
    room.apply(enter('c'));
  });

  test('one-to-one is two people at most, or fewer', () => {
    const direction = 'one-to-one';
    assert.equal(paper(enter('a', { policy: { direction } })).record?.policy.maxParticipants, 2);
    assert.equal(paper(enter('a', { policy: { direction, maxParticipants: 1 } })).record?.policy.maxParticipants, 1);
  });

  test('a password is asked of everybody but the opener', () => {
    const room = paper(enter('a', { password: SECRET }));
    room.refuses('room/password', enter('b'));
    room.refuses('room/password', enter('b', { provenPassword: 'old' }));
    room.apply(enter('b', { provenPassword: 'h' }));
  });

  test('a locked room does not tell whether a password was right', () => {
    const room = paper(enter('a', { password: SECRET }), { type: 'lock', by: 'a', locked: true });
    room.refuses('room/locked', enter('b'));
    room.refuses('room/locked', enter('b', { provenPassword: 'h' }));
  });

  describe('with a ticket', () => {
    const PROTECTED = { password: SECRET, policy: { waitingRoom: true, maxParticipants: 3 } };
    /** What the door makes of a ticket for this room as it is now. */
    const ticketFor = (room: ReturnType<typeof paper>) => ({
      invitedTo: room.record!.epoch,
      provenPassword: room.record!.password?.hash ?? null,
    });

    test('neither password nor waiting room are in the way', () => {
      const room = paper(enter('a', PROTECTED));
      room.refuses('room/password', enter('b'));
      assert.deepEqual(room.types(enter('b', ticketFor(room))), ['participant-joined']);
      assert.deepEqual(room.types(enter('c', { provenPassword: 'h' })), ['waiting-began']);
    });

    test('lock, capacity and ban are', () => {
      const room = paper(enter('a', PROTECTED));
      const ticket = ticketFor(room);
      room.apply({ type: 'lock', by: 'a', locked: true });
      room.refuses('room/locked', enter('b', ticket));
      room.apply({ type: 'lock', by: 'a', locked: false });
      room.apply(enter('b', ticket));
      room.apply(enter('c', ticket));
      room.refuses('room/full', enter('d', ticket));
      room.apply(eject('a', 'b', true));
      room.refuses('room/banned', enter('b2', { ...ticket, visitorId: 'visitor-b' }));
      room.refuses('room/exists', enter('d', { ...ticket, entry: 'open' }));
    });

    test('of an earlier room of this name one waits as without', () => {
      const first = paper(enter('a', { policy: { waitingRoom: true } }));
      const ticket = ticketFor(first);
      first.apply({ type: 'close', by: 'a' });
      first.apply(enter('a2', { policy: { waitingRoom: true } }));
      assert.deepEqual(first.types(enter('b', ticket)), ['waiting-began']);
    });

    test('a password that changed meanwhile, came or went makes it void', () => {
      const other = { salt: 's', hash: 'other' };
      const set = (password: typeof other | null) => ({ type: 'set-password', by: 'a', password }) as const;
      const room = paper(enter('a', PROTECTED));
      const ticket = ticketFor(room);
      room.apply(set(other));
      room.refuses('room/password', enter('b', ticket));
      room.apply(set(null));
      assert.deepEqual(room.types(enter('b', ticket)), ['waiting-began']);
      const open = ticketFor(room);
      room.apply(set(other));
      room.refuses('room/password', enter('c', open));
    });

    test('of no room one opens one like anybody', () => {
      const ticket = { invitedTo: 'gone', provenPassword: 'h' };
      paper().refuses('room/missing', enter('a', { ...ticket, entry: 'join' }));
      assert.equal(paper(enter('a', ticket)).people, 'a owner');
    });
  });

  test('members resume into a locked room', () => {
    const room = paper(enter('a'), enter('b'), { type: 'lock', by: 'a', locked: true }, suspend('b'), resume('b'));
    assert.equal(room.people, 'a owner, b participant');
  });
});

describe('the same visitor twice', () => {
  const again = (userId: string, options: EnterOptions = {}) => {
    return enter(userId, { visitorId: 'visitor-a', sameVisitor: 'replace', ...options });
  };

  test('`allow` makes two participants', () => {
    assert.equal(paper(enter('a'), again('a2', { sameVisitor: 'allow' })).people, 'a owner, a2 participant');
  });

  test('`replace` gives the newer the place and the ownership of the older', () => {
    const room = paper(enter('a', { policy: { maxParticipants: 2, closeWithOwner: true } }), enter('b'));
    const events = room.apply(again('a2'));
    assert.deepEqual(
      events.map(({ type }) => type),
      ['participant-left', 'participant-joined', 'owner-changed'],
    );
    assert.equal(events[0]?.type === 'participant-left' && events[0].reason, 'replaced');
    assert.equal(room.people, 'b participant, a2 owner');
  });

  test('`replace` keeps the role, and of several the highest', () => {
    const b = { visitorId: 'visitor-b' };
    const room = paper(enter('a'), enter('b'), enter('b2', b), role('b', 'viewer'), role('b2', 'moderator'));
    room.apply(enter('b3', { ...b, sameVisitor: 'replace' }));
    assert.equal(room.people, 'a owner, b3 moderator');
  });

  test('`replace` takes the place alone in a room without closing it', () => {
    const room = paper(enter('a'));
    const { epoch } = room.record!;
    room.apply(again('a2'));
    assert.deepEqual([room.people, room.record?.epoch], ['a2 owner', epoch]);
  });

  test('neither lock nor waiting room bar the one who replaces, the password does', () => {
    const room = paper(enter('a', { password: SECRET, policy: { waitingRoom: true } }));
    room.apply({ type: 'lock', by: 'a', locked: true });
    room.refuses('room/password', again('a2'));
    room.apply(again('a2', { provenPassword: 'h' }));
    assert.equal(room.people, 'a2 owner');
  });

  test('`replace` ends an older wait at the door too', () => {
    const b = { visitorId: 'visitor-b', sameVisitor: 'replace' } as const;
    const room = paper(enter('a', { policy: { waitingRoom: true } }), enter('b', b));
    assert.deepEqual(room.types(enter('b2', b)), ['waiting-ended', 'waiting-began']);
  });
});

describe('the waiting room', () => {
  const door = () => paper(enter('a', { policy: { waitingRoom: true } }));

  test('newcomers wait, and come in suspended until their socket claims the place', () => {
    const room = door();
    assert.deepEqual(room.types(enter('b')), ['waiting-began']);
    assert.equal(room.people, 'a owner');
    assert.deepEqual(room.types(admit('b')), ['waiting-ended', 'participant-joined']);
    assert.equal(room.people, 'a owner, (b participant)');
    room.apply(resume('b', { shownHash: 'claim-b' }));
    assert.equal(room.people, 'a owner, b participant');
  });

  test('who is admitted and does not come is gone after the grace time', () => {
    const room = door();
    room.apply(enter('b'));
    room.apply(admit('b'));
    room.wait(RESUME_GRACE_MS);
    assert.deepEqual(room.types(expire), ['participant-left']);
  });

  test('a second page of somebody inside does not wait', () => {
    const room = door();
    room.apply(enter('a2', { visitorId: 'visitor-a' }));
    assert.equal(room.people, 'a owner, a2 participant');
  });

  test('moderators may admit and deny, others may not', () => {
    const room = door();
    for (const userId of ['b', 'c', 'd']) room.apply(enter(userId));
    room.apply(admit('b'));
    room.refuses('room/not-allowed', admit('c', 'b'));
    room.refuses('room/not-allowed', { type: 'deny', by: 'b', userId: 'c' });
    room.apply(role('b', 'moderator'));
    room.apply(admit('c', 'b'));
    assert.deepEqual(room.types({ type: 'deny', by: 'b', userId: 'd' }), ['waiting-ended']);
    room.refuses('protocol/no-such-participant', admit('d'));
  });

  test('nobody is admitted above capacity', () => {
    const room = paper(enter('a', { policy: { waitingRoom: true, maxParticipants: 2 } }), enter('b'), enter('c'));
    room.apply(admit('b'));
    room.refuses('room/full', admit('c'));
  });

  test('waiting ends by withdrawing, and when its node dies', () => {
    const room = door();
    room.apply(enter('b'));
    room.apply(enter('c', { node: 'n2' }));
    assert.deepEqual(room.types({ type: 'withdraw', userId: 'b' }), ['waiting-ended']);
    assert.deepEqual(room.types({ type: 'withdraw', userId: 'b' }), []);
    assert.deepEqual(room.types({ type: 'expire', livingNodes: ['n1'] }), ['waiting-ended']);
  });

  test('strangers cannot fill the door without end', () => {
    const room = door();
    for (let count = 0; count < MAX_WAITING; count += 1) room.apply(enter(`w${count}`));
    room.refuses('protocol/busy', enter('one-more'));
  });
});
