import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { account, PLAIN_LINE, withAccount, withChange, withLine, withoutText, withReader } from './chat-log.js';
import type { ChatLine } from './room-state.js';

function line(id: string, parts: Partial<ChatLine> = {}): ChatLine {
  return { ...PLAIN_LINE, id, from: 'ada', displayName: 'Ada', text: `text of ${id}`, sentAt: 0, ...parts };
}

const ids = (lines: readonly { readonly id: string }[]): string => lines.map(({ id }) => id).join(' ');

test('the chat keeps its newest ten thousand lines, and sixteen million characters of them', () => {
  let lines: readonly ChatLine[] = Array.from({ length: 10_000 }, (_, index) => line(`l${index}`));
  lines = withLine(lines, line('new'));
  assert.deepEqual([lines.length, lines[0]?.id, lines.at(-1)?.id], [10_000, 'l1', 'new']);
  const long = 'x'.repeat(9_000_000);
  lines = withLine(withLine(lines, line('one', { text: long })), line('two', { text: long }));
  assert.equal(ids(lines), 'two');
  lines = withLine([], line('longer than all', { text: 'x'.repeat(20_000_000) }));
  assert.equal(lines.length, 1, 'what was just said is shown, however long it is');
});

test('a line is changed alone, and an unknown one changes nothing', () => {
  const lines = [line('a'), line('b')];
  const after = withChange(lines, 'b', { status: 'sent' });
  assert.equal(after[0], lines[0]);
  assert.equal(after[1]?.status, 'sent');
  assert.equal(withChange(lines, 'c', { status: 'sent' }), lines);
});

test('who wrote a line takes it back, and nobody else', () => {
  const lines = [line('a'), line('told', { toldBy: 'eve' })];
  assert.equal(withoutText(lines, 'a', 'eve'), lines);
  assert.equal(withoutText(lines, 'told', 'ada'), lines);
  const [removed] = withoutText(lines, 'a', 'ada');
  assert.deepEqual([removed?.removed, removed?.text], [true, '']);
});

test('a receipt is for all lines before it that were for its sender', () => {
  const own = { self: true, from: 'me' } as const;
  const lines = [line('a', own), line('b', { ...own, to: ['cleo'] }), line('c'), line('d', own), line('e', own)];
  const read = withReader(lines, 'd', 'ben');
  assert.deepEqual(
    read.map(({ readBy }) => readBy),
    [['ben'], [], [], ['ben'], []],
  );
  assert.equal(withReader(read, 'd', 'ben'), read, 'told twice');
  assert.equal(withReader(lines, 'c', 'ben'), lines, 'of a line that is none of ours');
});

test('what was said in private, taken back or never delivered is told to nobody', () => {
  const lines = [
    line('a'),
    line('private', { to: ['ben'] }),
    line('removed', { removed: true }),
    line('failed', { status: 'failed' }),
    line('b'),
  ];
  assert.equal(ids(account(lines, 100)), 'a b');
  assert.equal(ids(account(lines, 1)), 'b', 'the newest');
  assert.equal(ids(account(lines, 0)), '');
  assert.equal(account([line('a', { text: 'ä'.repeat(140_000) }), line('b')], 100).length, 1, '256 KiB at most');
});

test('a line that came with a file is told with what the file is called and offered as', () => {
  const attachments = [{ name: 'map.pdf', sizeBytes: 5, mediaType: 'application/pdf', fileId: 'f1' }];
  const told = account([line('a', { attachments }), line('b')], 100);
  assert.deepEqual(
    told.map(({ files }) => files),
    [attachments, undefined],
  );
  const [heard, plain] = withAccount([], told, 'eve');
  assert.deepEqual([heard?.attachments, plain?.attachments], [attachments, []]);
  assert.ok(!('files' in heard!), 'a line has attachments');
});

test('what is told is bounded as it is written, not as it is read', () => {
  const lines = Array.from({ length: 60 }, (_, index) => line(`l${index}`, { text: '\u0000'.repeat(1_000) }));
  const told = account(lines, 100);
  assert.ok(told.length > 30 && JSON.stringify(told).length <= 262_144 + told.length + 1, String(told.length));
});

test('what is told of before comes before, says whose account it is, and replaces nothing', () => {
  const told = [line('x', { text: 'early' }), line('b', { text: 'another b' }), line('y')];
  const merged = withAccount([line('a'), line('b'), line('c')], told, 'eve');
  assert.equal(ids(merged), 'x a b y c');
  assert.deepEqual(
    merged.map(({ toldBy }) => toldBy),
    ['eve', undefined, undefined, 'eve', undefined],
  );
  assert.equal(merged[2]?.text, 'text of b');
  const direct = withLine(merged, line('y', { text: 'the real y' }));
  assert.equal(ids(direct), 'x a b y c', 'heard directly, it takes the place of the hearsay');
  assert.deepEqual([direct[3]?.text, direct[3]?.toldBy], ['the real y', undefined]);
});

test('whatever is told, no line is there twice and all that were there stay in their order', () => {
  const few = fc.uniqueArray(fc.nat(20), { maxLength: 12 });
  fc.assert(
    fc.property(few, few, (known, told) => {
      const lines = known.map((id) => line(String(id)));
      const merged = withAccount(
        lines,
        told.map((id) => line(String(id))),
        'eve',
      );
      assert.equal(new Set(merged.map(({ id }) => id)).size, merged.length);
      assert.deepEqual(
        merged.filter(({ toldBy }) => toldBy === undefined),
        lines,
      );
      assert.equal(merged.length, new Set([...known, ...told]).size);
    }),
  );
});
