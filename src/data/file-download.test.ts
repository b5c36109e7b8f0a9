import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFrame, emptyFrame, leafInput, writeHeader } from './block-frames.js';
import { BlockLayout } from './block-layout.js';
import { BlockMap, type BlockRange } from './block-map.js';
import { FileDownload } from './file-download.js';
import type { FileParts } from './file-parts.js';
import { leafHash } from './hash-tree.js';
import { MemberSource } from './member-source.js';

const layout = new BlockLayout(100 * 258_048);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const sumOf = (ranges: readonly BlockRange[]): number => ranges.reduce((sum, [, count]) => sum + count, 0);

/** A download of a hundred blocks of zeros; `asked` is what the sender is asked for. */
function setUp(options: { readonly parts: Partial<FileParts>; readonly isShared?: boolean }) {
  const session = new AbortController();
  const sender = { isHere: true };
  const asked: BlockRange[] = [];
  const download = new FileDownload({
    layout,
    parts: {
      write: () => Promise.resolve(),
      finish: () => Promise.reject(new Error('Nobody asks for it.')),
      discard: () => Promise.resolve(),
      ...options.parts,
    },
    isPaused: () => false,
    isShared: options.isShared ?? false,
    isSenderHere: () => sender.isHere,
    want: ({ blocks }) => asked.push(...blocks),
    kept: () => undefined,
    signal: session.signal,
  });
  return { download, sender, asked, end: () => session.abort() };
}

async function zeros(block: number) {
  const frame = emptyFrame(layout.bytesOf(block));
  const hash = await leafHash(leafInput(frame.slice()));
  writeHeader(frame, { tag: 1, block, offset: 0, hash });
  return { hash, frame: decodeFrame(frame.buffer)! };
}

void test('a slow disk is never flooded: what waits there to be saved is not asked for once more', () => {
  const mostBlocks = 32;
  for (const [unsaved, most] of [
    [0, 8],
    [mostBlocks - 2, 2],
    [mostBlocks, 0],
  ] as const) {
    const { download, asked, end } = setUp({ parts: { unsavedBytes: unsaved * layout.blockBytes } });
    download.ask();
    assert.equal(sumOf(asked), most, `${unsaved} blocks wait`);
    end();
  }
});

void test('what a member gave during an interruption takes no room from the sender for good', async () => {
  let written!: () => void;
  const disk = new Promise<void>((resolve) => (written = resolve));
  const writes: number[] = [];
  const parts = {
    write: (block: number): Promise<void> => {
      writes.push(block);
      return disk;
    },
  };
  const { download, sender, asked, end } = setUp({ parts, isShared: true });
  sender.isHere = false;
  const { hash } = await zeros(0);
  for (let block = 0; block < layout.count; block += 1) download.learn(block, hash);
  const map = new BlockMap(layout.count);
  map.addRange([0, 50]);
  const ofMember: BlockRange[] = [];
  const ben = new MemberSource({ userId: 'ben', map, layout, want: (blocks) => ofMember.push(...blocks) });
  download.addMember(ben, 'bob');
  const given = sumOf(ofMember);
  assert.ok(given >= 8);
  for (const [first, count] of ofMember.splice(0)) {
    for (let block = first; block < first + count; block += 1) {
      assert.ok(download.takeFrom(ben, (await zeros(block)).frame));
    }
  }
  while (writes.length < given) await settle();
  // The connection with the sender ends while these blocks are being written.
  download.interrupt();
  download.removeMember(ben, 'bob');
  written();
  while (download.have.count < given) await settle();
  sender.isHere = true;
  download.ask();
  assert.ok(sumOf(asked) >= 4, `the sender is asked for ${sumOf(asked)} blocks`);
  end();
});
