import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { PeerMessageOf } from '../protocol/index.js';
import { PictureWishes } from './picture-wishes.js';
import type { RoomState } from './room-state.js';

const THUMBNAIL = { width: 160, height: 90 };

/** A room in which everybody has one camera, `camera of NAME`, and this page shows all of them as thumbnails. */
function thumbnails(t: TestContext, others: readonly string[]) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let speaking: string | undefined;
  const told: { readonly userId: string; readonly frameRate: number | undefined }[] = [];
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  const wishes = new PictureWishes({
    // As far as it is read.
    state: () =>
      ({
        activeSpeaker: undefined,
        participants: ['me', ...others].map((userId) => ({
          userId,
          self: userId === 'me',
          speaking: userId === speaking,
          streams: [{ streamId: `camera of ${userId}` }],
        })),
      }) as unknown as RoomState,
    send: (userId, { wishes: [wish] }: PeerMessageOf<'video:want'>) =>
      told.push({ userId, frameRate: wish?.frameRate }),
    signal: lifetime.signal,
  });
  wishes.show({}, new Map(others.map((userId) => [`camera of ${userId}`, THUMBNAIL])));
  t.mock.timers.tick(1_000);
  return {
    wishes,
    told: () => told.splice(0),
    speaks: (userId: string | undefined) => {
      speaking = userId;
      wishes.refresh();
    },
  };
}

describe('wishes of thumbnails', () => {
  it('are for fifteen frames a second among few', (t) => {
    const room = thumbnails(t, ['ada', 'ben']);
    assert.deepEqual(
      room.told().map(({ frameRate }) => frameRate),
      [15, 15],
    );
    room.speaks('ada');
    t.mock.timers.tick(5_000);
    assert.deepEqual(room.told(), []);
  });

  it('are for five of those who listen among several, and at once for fifteen of who begins to speak', (t) => {
    const room = thumbnails(t, ['ada', 'ben', 'cid']);
    assert.deepEqual(
      room.told().map(({ frameRate }) => frameRate),
      [5, 5, 5],
    );
    room.speaks('ben');
    assert.deepEqual(room.told(), [{ userId: 'ben', frameRate: 15 }]);
  });

  it('wait a moment before they ask for less of who has spoken, who may go on', (t) => {
    const room = thumbnails(t, ['ada', 'ben', 'cid']);
    room.speaks('ben');
    room.told();
    room.speaks(undefined);
    t.mock.timers.tick(900);
    room.speaks('ben');
    t.mock.timers.tick(900);
    assert.deepEqual(room.told(), []);
    room.speaks(undefined);
    t.mock.timers.tick(1_000);
    assert.deepEqual(room.told(), [{ userId: 'ben', frameRate: 5 }]);
  });

  it('ask for less after that moment, whatever is said meanwhile about others or the same', (t) => {
    const room = thumbnails(t, ['ada', 'ben', 'cid']);
    room.speaks('ben');
    room.told();
    room.speaks('ada');
    room.told();
    for (let milliseconds = 0; milliseconds < 1_000; milliseconds += 200) {
      t.mock.timers.tick(200);
      room.speaks('ada');
    }
    assert.deepEqual(room.told(), [{ userId: 'ben', frameRate: 5 }]);
  });

  it('are forgotten with who has left, also those that wait for their moment', (t) => {
    const room = thumbnails(t, ['ada', 'ben', 'cid']);
    room.speaks('ben');
    room.speaks(undefined);
    room.told();
    assert.equal(room.wishes.isReduced('camera of ben'), true);
    room.wishes.forget('ben');
    assert.equal(room.wishes.isReduced('camera of ben'), false);
    t.mock.timers.tick(5_000);
    assert.deepEqual(room.told(), []);
  });
});
