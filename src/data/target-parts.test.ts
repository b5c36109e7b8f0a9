import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adaAndBob, endSessions, next, offered, randomFile, sameBytes } from './file-loopback-pair.js';
import { MemoryFileStore } from './file-store-memory.js';
import type { FileTarget } from './file-target.js';
import { BlockLayout } from './block-layout.js';
import { DeliveredParts, TargetParts } from './target-parts.js';

const MEBIBYTE = 1_048_576;

test.afterEach(endSessions);

/** A disk of so many bytes, on which there are files and folders as a visitor picks them. */
class Disk {
  readonly files = new Map<string, Uint8Array>();
  readonly #roomBytes: number;
  readonly #isReadOnly: boolean;

  constructor(roomBytes = Infinity, { isReadOnly = false } = {}) {
    this.#roomBytes = roomBytes;
    this.#isReadOnly = isReadOnly;
  }

  folder(): FileTarget {
    return {
      kind: 'directory',
      getFileHandle: (name: string, options?: { readonly create?: boolean }) => {
        if (options?.create !== true && !this.files.has(name)) {
          return Promise.reject(new DOMException('There is none.', 'NotFoundError'));
        }
        return Promise.resolve(this.file(name));
      },
    } as unknown as FileTarget;
  }

  file(name: string): FileTarget {
    if (!this.files.has(name)) this.files.set(name, new Uint8Array());
    return {
      kind: 'file',
      getFile: () => Promise.resolve(new File([this.files.get(name)?.slice() ?? ''], name)),
      createWritable: () =>
        this.#isReadOnly
          ? Promise.reject(new DOMException('It may not be written.', 'NoModificationAllowedError'))
          : Promise.resolve(this.#writable(name)),
      remove: () => Promise.resolve(this.files.delete(name)),
    } as unknown as FileTarget;
  }

  /** As a browser's: nothing is to be seen of it before it is closed. */
  #writable(name: string): WritableStream {
    let content = new Uint8Array();
    const put = (bytes: Uint8Array, position: number): void => {
      const end = position + bytes.length;
      if (end > this.#roomBytes) throw new DOMException('The disk is full.', 'QuotaExceededError');
      if (end > content.length) {
        const longer = new Uint8Array(end);
        longer.set(content);
        content = longer;
      }
      content.set(bytes, position);
    };
    const stream = new WritableStream<Uint8Array>({
      write: (bytes) => put(bytes, content.length),
      close: () => void this.files.set(name, content),
    });
    const write = ({ position, data }: { readonly position: number; readonly data: Uint8Array }): Promise<void> => {
      try {
        put(data, position);
        return Promise.resolve();
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error('Nothing was put.', { cause: error }));
      }
    };
    return Object.assign(stream, {
      write,
      close: () => stream.getWriter().close(),
    });
  }
}

for (const [where, store] of [
  ['as it comes', () => undefined],
  ['once it is complete', () => new MemoryFileStore()],
] as const) {
  for (const kind of ['folder', 'file'] as const) {
    void test(`a file that goes to a picked ${kind} ${where} is there`, async () => {
      const bob = store();
      const parts = adaAndBob(bob === undefined ? {} : { bob });
      const disk = new Disk();
      const sent = randomFile('film.bin', 3 * MEBIBYTE);
      const received = next(parts.bob, 'received');
      const asked = next(parts.bob, 'offered');
      await parts.ada.offer(offered(sent), [parts.toBob], { shared: true });
      await parts.bob.accept((await asked).transferId, kind === 'file' ? disk.file('film.bin') : disk.folder());
      assert.ok(await sameBytes((await received).file, sent));
      assert.deepEqual([...disk.files.keys()], ['film.bin']);
      assert.ok(await sameBytes(new File([disk.files.get('film.bin')!.slice()], ''), sent));
    });

    void test(`a picked ${kind} without room for a file that goes there ${where} fails it clearly, and nothing is left`, async () => {
      const bob = store();
      const parts = adaAndBob(bob === undefined ? {} : { bob });
      const disk = new Disk(MEBIBYTE);
      const failed = next(parts.bob, 'failed');
      const told = next(parts.ada, 'failed');
      const asked = next(parts.bob, 'offered');
      await parts.ada.offer(offered(randomFile('film.bin', 3 * MEBIBYTE)), [parts.toBob], { shared: true });
      await parts.bob
        .accept((await asked).transferId, kind === 'file' ? disk.file('film.bin') : disk.folder())
        .catch(() => undefined);
      assert.equal((await failed).error?.code, 'transfer/no-space');
      assert.equal((await told).status, 'cancelled');
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual([...disk.files.keys()], [], 'no empty file stays');
      assert.deepEqual([bob?.parts.size ?? 0, bob?.transfers.size ?? 0], [0, 0]);
    });
  }
}

void test('what goes to a picked folder can be passed on to others, before it is there and afterwards', async () => {
  const sent = randomFile('film.bin', 3 * 258_048 + 5);
  const layout = new BlockLayout(sent.size);
  const stored = await new MemoryFileStore().openParts('key', layout);
  const parts = new DeliveredParts(stored, new Disk().folder(), { name: 'film.bin', path: '' }, layout);
  const blockOf = async (block: number): Promise<Uint8Array<ArrayBuffer>> => {
    const start = layout.start(block);
    return new Uint8Array(await sent.slice(start, start + layout.bytesOf(block)).arrayBuffer());
  };
  for (let block = 0; block < layout.count; block += 1) await parts.write(block, await blockOf(block));
  assert.deepEqual(await parts.read(2), await blockOf(2));
  await parts.finish('film.bin', '');
  for (let block = 0; block < layout.count; block += 1) assert.deepEqual(await parts.read(block), await blockOf(block));
});

void test('of a file that may not be written after all nothing is left in the picked folder', async () => {
  const disk = new Disk(Infinity, { isReadOnly: true });
  const opening = TargetParts.open(disk.folder(), { name: 'film.bin', path: '' }, new BlockLayout(MEBIBYTE));
  await assert.rejects(opening);
  assert.deepEqual([...disk.files.keys()], []);
});
