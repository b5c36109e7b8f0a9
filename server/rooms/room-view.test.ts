import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { RoomListingSchema, RoomPresenceSchema, RoomSnapshotSchema } from '../../src/protocol/index.js';
import { MemoryRoomStore } from './memory-room-store.js';
import type { RoomRecord } from './room-record.js';
import { listingOf, presenceOf, snapshotOf } from './room-view.js';
import { enter } from './testing/commands.js';

async function fullRoom(): Promise<RoomRecord> {
  const store = new MemoryRoomStore();
  const policy = { maxParticipants: 2, listed: 'l' };
  await store.apply('r', enter('a', { password: { salt: 'salty', hash: 'h' }, policy }));
  await store.apply('r', enter('c', { provenPassword: 'h' }));
  await store.apply('r', { type: 'eject', by: 'a', userId: 'c', ban: true });
  const { after } = await store.apply('r', enter('b', { provenPassword: 'h' }));
  return after!;
}

test('what leaves the service is what the protocol says, and nothing of what only the service knows', async () => {
  const record = await fullRoom();
  const views = [
    v.parse(RoomSnapshotSchema, snapshotOf(record)),
    v.parse(RoomListingSchema, listingOf(record)),
    v.parse(RoomPresenceSchema, presenceOf(record)),
  ];
  // The schemas drop what they do not know; so nothing must have been dropped.
  assert.deepEqual(views, [snapshotOf(record), listingOf(record), presenceOf(record)]);
  for (const secret of ['visitor-', 'hash-', 'salty', 'epoch-', 'n1']) {
    assert.ok(!JSON.stringify(views).includes(secret), secret);
  }
});

test('a list and a presence say how many, and never who', async () => {
  const record = await fullRoom();
  assert.deepEqual(presenceOf(record), { exists: true, people: 2, full: true, locked: false, protected: true });
  assert.equal(presenceOf(undefined).exists, false);
  const { extra, displayName, ...listing } = listingOf(record);
  assert.deepEqual([extra, displayName, listing.people, listing.full], [{ from: 'a' }, 'A', 2, true]);
  assert.ok(!JSON.stringify(listing).includes('"a"') && !JSON.stringify(listing).includes('userId'));
});
