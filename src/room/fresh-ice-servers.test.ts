import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Admission, IceServers } from '../protocol/index.js';
import { FreshIceServers } from './fresh-ice-servers.js';
import type { RoomOptions } from './room-options.js';

const MINUTE = 60_000;

/** The credential of the nth answer; the admission's is number 0. */
function answer(number: number): IceServers {
  return { iceServers: [{ urls: 'turn:x', username: `${number}`, credential: 'c' }], iceTtlSeconds: 600 };
}

/** Ten minutes each, in a world where time passes when the test says so. */
function inTheRoom(
  t: TestContext,
  { admission = answer(0), options = {} }: { readonly admission?: IceServers; readonly options?: RoomOptions } = {},
) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  const asked = { count: 0, isReachable: true };
  const ice = new FreshIceServers({
    channel: {
      admission: admission as Admission,
      iceServers: async () => {
        asked.count += 1;
        if (!asked.isReachable) throw new Error('signaling/unreachable');
        return answer(asked.count);
      },
    },
    options: () => options,
    signal: lifetime.signal,
  });
  const pass = async (milliseconds: number): Promise<void> => {
    t.mock.timers.tick(milliseconds);
    // What the timers set off takes a few turns, none of which waits for anything.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { ice, asked, pass, lifetime };
}

function user({ iceServers }: RTCConfiguration): string | undefined {
  return iceServers?.[0]?.username;
}

test('credentials are renewed at the half of their time, again and again, until the membership ends', async (t) => {
  const { ice, asked, pass, lifetime } = inTheRoom(t);
  await pass(5 * MINUTE - 1);
  assert.deepEqual([user(ice.configuration), asked.count], ['0', 0]);
  await pass(1);
  assert.deepEqual([user(ice.configuration), asked.count], ['1', 1]);
  await pass(5 * MINUTE);
  assert.equal(user(ice.configuration), '2');
  lifetime.abort();
  await pass(60 * MINUTE);
  assert.equal(asked.count, 2);
});

test('a restart gets what there is while that is young, and asks where it is not', async (t) => {
  const { ice, asked, pass } = inTheRoom(t);
  await pass(MINUTE);
  assert.equal(user(await ice.renew()), '0');
  asked.isReachable = false;
  await pass(5 * MINUTE);
  assert.equal(asked.count, 1);
  assert.equal(user(await ice.renew()), '0', 'old ones are better than none');
  asked.isReachable = true;
  const [one, two] = await Promise.all([ice.renew(), ice.renew()]);
  assert.deepEqual([user(one), user(two), asked.count], ['3', '3', 3], 'asked once for both');
});

test('a service that is away is asked every ten seconds', async (t) => {
  const { ice, asked, pass } = inTheRoom(t);
  asked.isReachable = false;
  await pass(5 * MINUTE);
  for (let count = 0; count < 5; count += 1) await pass(10_000);
  assert.deepEqual([user(ice.configuration), asked.count], ['0', 6]);
  asked.isReachable = true;
  await pass(10_000);
  assert.equal(user(ice.configuration), '7');
});

test('what has no credentials is not renewed, nor what the page names itself', async (t) => {
  const plain = inTheRoom(t, { admission: { iceServers: [{ urls: ['stun:x'] }] } });
  await plain.pass(60 * MINUTE);
  await plain.ice.renew();
  assert.equal(plain.asked.count, 0);
  t.mock.timers.reset();
  const own = inTheRoom(t, { options: { iceServers: [{ urls: 'turn:own', username: 'me', credential: 'c' }] } });
  await own.pass(60 * MINUTE);
  assert.deepEqual([user(await own.ice.renew()), own.asked.count], ['me', 0]);
});
