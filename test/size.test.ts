import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'node:test';

interface FileSize {
  readonly file: string;
  readonly bytes: number;
  readonly gzip: number;
}

interface Entry {
  readonly static: readonly FileSize[];
  readonly dynamic: readonly FileSize[];
  readonly bytes: number;
  readonly gzip: number;
}

interface Manifest {
  readonly entries: Readonly<Record<string, Entry>>;
}

/** Budgets in KB of 1,024 bytes, minified and gzipped (level 9), over all files a page fetches at once. */
const BUDGETS = [
  { what: 'the controller without socket.io-client', entry: 'build/size/core-without-socket.js', limitKb: 15 },
  { what: 'the controller', entry: 'dist/core.js', limitKb: 28 },
  { what: 'all tags', entry: 'dist/rtc-elements.js', limitKb: 50 },
  { what: 'the classic script, which carries everything', entry: 'dist/rtc-elements.iife.js', limitKb: 160 },
] as const;

/** What not every call needs, by the name of the chunk without its hash. */
const CHUNK_BUDGETS_KB: ReadonlyMap<string, number> = new Map([
  // One visit: the membership, connections with people, how they are made and mended, and what later parts share with them.
  // Fetched while the way to the service is made.
  ['visit', 22],
  // Messages and chat, in rooms that carry them; fetched once somebody is in.
  ['conversation', 9],
  // What a page does with streams beside switching its devices.
  ['stream-verbs', 3],
  // Calls by name, over any way to the service and over socket.io.
  ['calls', 1],
  ['socket-io-call-line', 1],
  // Rooms inside the page, without a service.
  ['loopback-signaling', 3],
  // What the engines of files and rooms share.
  ['message-budget', 1],
  ['no-space', 1],
  // What two of the views share of the library they are drawn with.
  ['live', 1],
  ['ref', 1],
  // The file engine, how files are named and hashed, and what of files is too much.
  ['transfers', 16],
  ['file-id', 1],
  ['sha256-here', 1],
  // What outlives a reload; folders; where a visitor wants a file.
  ['kept-files', 3],
  ['chosen-files', 1],
  ['target-parts', 2],
  // Camera, microphone, screen.
  ['capture', 10],
  // Only where a screen is cropped or paused.
  ['screen-part', 2],
  // The devices, asked for without a room.
  ['device-functions', 2],
  ['wake-lock', 1],
  // What watches over a call once somebody is connected: statistics, quality, who speaks.
  ['quality', 8],
  // Only where a page wants certain codecs; only with the first snapshot.
  ['codec-preferences', 2],
  ['snapshot', 2],
  // What a room without children draws.
  ['room-call-view', 7],
  // What each view draws once it is on a page.
  // The log in pages, receipts, who writes, accounts of the past, attachments, export.
  ['chat-view', 6],
  // Zone, folders, the list with a line for each recipient, places to save, and the control of a form.
  ['file-drop-view', 8],
  ['file-previews', 1],
  ['screen-share-view', 2],
  ['participants-view', 4],
  ['preview-view', 2],
  // With what a camera can beside giving pictures: zoom, turns, light.
  ['device-pickers', 2.5],
  ['lobby-view', 2],
  ['stats-view', 2],
  // What tiles show, once somebody else is there.
  ['tile-watch', 2],
]);

// Compiled into build/test, so the project is two folders up.
const manifestUrl = new URL('../../dist/manifest.json', import.meta.url);
const { entries } = JSON.parse(readFileSync(manifestUrl, 'utf8')) as Manifest;

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

function entryOf(name: string): Entry {
  const entry = entries[name];
  assert.ok(entry, `${name} is in the manifest`);
  return entry;
}

describe('size, minified and gzipped', () => {
  for (const { what, entry, limitKb } of BUDGETS) {
    it(`of ${what} is at most ${limitKb} KB`, (t) => {
      const { gzip } = entryOf(entry);
      t.diagnostic(`${entry}: ${kilobytes(gzip)} of ${limitKb} KB`);
      assert.ok(gzip <= limitKb * 1024, `${entry} is ${kilobytes(gzip)}, ${gzip - limitKb * 1024} bytes too many`);
    });
  }

  it('of every chunk loaded on demand is within a budget of its own', (t) => {
    for (const { file, gzip } of entryOf('dist/rtc-elements.js').dynamic) {
      const name = basename(file).replace(/-[\w-]{8}\.js$/, '');
      const limitKb = CHUNK_BUDGETS_KB.get(name);
      assert.ok(limitKb !== undefined, `${file} (${kilobytes(gzip)}) has no budget: give "${name}" one`);
      t.diagnostic(`${file}: ${kilobytes(gzip)} of ${limitKb} KB`);
      assert.ok(gzip <= limitKb * 1024, `${file} is ${kilobytes(gzip)} of ${limitKb} KB`);
    }
  });

  it('of all tags is fetched in one request', () => {
    assert.deepEqual(
      entryOf('dist/rtc-elements.js').static.map(({ file }) => file),
      ['rtc-elements.js'],
    );
  });
});
