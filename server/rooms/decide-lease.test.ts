import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RESUME_GRACE_MS } from '../../src/protocol/index.js';
import { enter, resume, suspend } from './testing/commands.js';
import { expire, paper } from './testing/paper.js';

describe('leases', () => {
  test('a lost socket suspends for the grace time, and then the membership is over', () => {
    const room = paper(enter('a'), enter('b'));
    assert.deepEqual(room.types(suspend('b')), ['participant-changed']);
    room.wait(RESUME_GRACE_MS - 1);
    assert.deepEqual(room.types(expire), []);
    room.wait(1);
    const [event] = room.apply(expire);
    assert.equal(event?.type === 'participant-left' && event.reason, 'expired');
  });

  test('a node that no longer has the member cannot suspend it', () => {
    const room = paper(enter('a'), resume('a', { node: 'n2' }));
    assert.deepEqual(room.types(suspend('a', 'n1')), []);
    assert.equal(room.people, 'a owner');
  });

  test('members of dead nodes are suspended with the whole grace time', () => {
    const room = paper(enter('a'), enter('b', { node: 'n2' }));
    assert.deepEqual(room.types({ type: 'expire', livingNodes: ['n1'] }), ['participant-changed']);
    assert.equal(room.people, 'a owner, (b participant)');
    assert.equal(room.record?.members[1]?.expiresAt, 1_000 + RESUME_GRACE_MS);
  });

  test('taking over from a socket that is still there is nothing others see', () => {
    const room = paper(enter('a'));
    assert.deepEqual(room.types(resume('a', { node: 'n2' })), []);
    assert.equal(room.record?.members[0]?.node, 'n2');
  });

  test('each token is good once; the one before it until the newer was shown', () => {
    const room = paper(enter('a'));
    const show = (shownHash: string, nextHash: string) => resume('a', { shownHash, nextHash });
    room.apply(show('hash-a', 't1'));
    // The answer with t1 was lost: the page still has hash-a.
    room.apply(show('hash-a', 't2'));
    room.refuses('room/expired', show('t1', 'x'));
    room.apply(show('t2', 't3'));
    room.refuses('room/expired', show('hash-a', 'x'));
    room.apply(show('t3', 't4'));
    room.refuses('room/expired', show('t2', 'x'));
  });

  test('a token is worth nothing to another visitor, for another member, or without a room', () => {
    const room = paper(enter('a'), enter('b'));
    room.refuses('room/expired', resume('a', { visitorId: 'visitor-b' }));
    room.refuses('room/expired', resume('b', { shownHash: 'hash-a' }));
    room.refuses('room/expired', resume('c'));
    paper().refuses('room/expired', resume('a'));
  });
});
