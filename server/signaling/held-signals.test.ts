import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignalDelivery } from '../../src/protocol/index.js';
import { HeldSignals } from './held-signals.js';

const LIMITS = { signals: 10, bytesPerMember: 10_000, bytes: 25_000 };

const from = (sender: string, characters = 0): SignalDelivery => ({
  room: 'tea',
  from: sender,
  signal: {
    kind: 'description',
    description: { type: 'offer', sdp: 'x'.repeat(characters) },
    offers: { revision: 0, held: { audio: false, video: false }, publications: [] },
  },
});
const sendersOf = (deliveries: readonly SignalDelivery[]) => deliveries.map((delivery) => delivery.from);

test('signals come out in their order, in portions, and then there are none', () => {
  const held = new HeldSignals(LIMITS);
  for (const sender of ['a', 'b', 'c']) held.keep('away', from(sender, 2_000));
  assert.deepEqual(sendersOf(held.take('away', 5_000)), ['a', 'b']);
  assert.deepEqual(sendersOf(held.take('away', 1)), ['c']);
  assert.deepEqual([held.take('away', 5_000), held.has('away')], [[], false]);
});

test('whoever sends most loses the oldest of it, by number and by bytes, and nobody else loses anything', () => {
  const held = new HeldSignals(LIMITS);
  held.keep('away', from('honest', 1_000));
  for (let index = 0; index < 50; index += 1) held.keep('away', from(index % 2 === 0 ? 'one' : 'two', 3_000));
  assert.deepEqual(sendersOf(held.take('away', 1_000_000)).toSorted(), ['honest', 'one', 'two']);
  held.keep('away', from('honest'));
  for (let index = 0; index < 50; index += 1) held.keep('away', from('one'));
  assert.deepEqual(sendersOf(held.take('away', 1_000_000)).toSorted(), ['honest', ...Array<string>(9).fill('one')]);
});

test('what a node holds is limited, and the member with the most loses it', () => {
  const held = new HeldSignals(LIMITS);
  held.keep('quiet', from('honest', 1_000));
  for (const member of ['first', 'second', 'third']) {
    for (let index = 0; index < 3; index += 1) held.keep(member, from('hostile', 2_800));
  }
  assert.deepEqual(
    ['quiet', 'first', 'second', 'third'].map((member) => held.has(member)),
    [true, false, true, true],
  );
});
