import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FileMessage } from '../protocol/file-message.js';
import { loopbackLinks } from './file-loopback-links.js';
import { HEARD, TOLD } from './file-message-rates.js';
import { FileTelling } from './file-telling.js';
import { MessageBudget } from './message-budget.js';

const ID = 'a'.repeat(22);

void test('what one person is told waits its turn: all of it arrives, in order, and no faster than it may be heard', async () => {
  const { toBob, toAda } = loopbackLinks();
  const heard: { readonly first: number; readonly atMs: number }[] = [];
  toAda.onframe = (frame) => {
    const message = JSON.parse(frame as string) as FileMessage;
    if (message.type === 'file:hashes') heard.push({ first: message.first, atMs: performance.now() });
  };
  const telling = new FileTelling(toBob);
  const startedMs = performance.now();
  const count = TOLD.burst + TOLD.perSecond;
  // As for somebody who comes late to a shared file of 40 GB.
  const all = Array.from({ length: count }, (_, first) =>
    telling.tell({ type: 'file:hashes', fileId: ID, first, hashes: '' }),
  );
  await Promise.all(all);
  assert.deepEqual(
    heard.map(({ first }) => first),
    Array.from({ length: count }, (_, first) => first),
  );
  for (const [index, { atMs }] of heard.entries()) {
    const most = TOLD.burst + ((atMs - startedMs) * TOLD.perSecond) / 1_000;
    assert.ok(index < most, `${index + 1} messages after ${atMs - startedMs} ms`);
  }
});

void test('what waits for a person who is gone keeps nobody waiting', async () => {
  const { toBob, close } = loopbackLinks();
  const telling = new FileTelling(toBob);
  const all = Array.from({ length: TOLD.burst + 10 * TOLD.perSecond }, () =>
    telling.tell({ type: 'file:have', fileId: ID, tag: 1, map: '' }),
  );
  close();
  const startedMs = performance.now();
  await Promise.all(all);
  assert.ok(performance.now() - startedMs < 2_000);
});

void test('a line that stalls for ten seconds and then brings everything at once loses nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ afterMs: fc.nat(5_000), count: fc.nat(8_000) }), { maxLength: 20 }),
      fc.nat(10_000),
      fc.nat(60_000),
      (wishes, stallMs, stalledAtMs) => {
        const told = new MessageBudget(TOLD);
        const heard = new MessageBudget(HEARD);
        let nowMs = 1_000;
        for (const { afterMs, count } of wishes) {
          nowMs += afterMs;
          for (let said = 0; said < count; said += 1) {
            while (!told.take(nowMs)) nowMs += 20;
            const isStalled = nowMs >= stalledAtMs && nowMs < stalledAtMs + stallMs;
            assert.ok(heard.take(isStalled ? stalledAtMs + stallMs : nowMs), `at ${nowMs} ms`);
          }
        }
      },
    ),
    { numRuns: 50 },
  );
});
