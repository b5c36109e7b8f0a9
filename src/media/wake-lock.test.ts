import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { keepAwake } from './wake-lock.js';

class FakeDocument extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  show(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

class FakeLock {
  released = false;
  async release(): Promise<void> {
    this.released = true;
  }
}

function fakePage(request: (lock: FakeLock) => Promise<void> = async () => undefined) {
  const locks: FakeLock[] = [];
  const document = new FakeDocument();
  const wakeLock = {
    async request() {
      const lock = new FakeLock();
      locks.push(lock);
      await request(lock);
      return lock as unknown as WakeLockSentinel;
    },
  };
  return { locks, document, wakeLock };
}

test('the screen is kept awake until the abort', async () => {
  const page = fakePage();
  const call = new AbortController();
  keepAwake(call.signal, page);
  await turn();
  assert.deepEqual(
    page.locks.map(({ released }) => released),
    [false],
  );
  call.abort();
  assert.deepEqual(
    page.locks.map(({ released }) => released),
    [true],
  );
});

test('the lock is taken again when the page comes back', async () => {
  const page = fakePage();
  keepAwake(new AbortController().signal, page);
  await turn();
  await page.locks[0]?.release();
  page.document.show('hidden');
  page.document.show('visible');
  await turn();
  assert.deepEqual(
    page.locks.map(({ released }) => released),
    [true, false],
  );
});

test('a page that only looks away and back while it holds the lock asks once', async () => {
  const page = fakePage();
  keepAwake(new AbortController().signal, page);
  page.document.show('visible');
  await turn();
  assert.equal(page.locks.length, 1);
});

test('a lock that comes after the abort is given back', async () => {
  let grant: () => void = () => assert.fail('nothing was asked for');
  const page = fakePage(() => new Promise((resolve) => (grant = resolve)));
  const call = new AbortController();
  keepAwake(call.signal, page);
  await turn();
  call.abort();
  grant();
  await turn();
  assert.equal(page.locks[0]?.released, true);
});

test('a refusal is fine, and the next return to the page asks again', async () => {
  const page = fakePage(() => Promise.reject(new DOMException('low battery', 'NotAllowedError')));
  keepAwake(new AbortController().signal, page);
  await turn();
  page.document.show('visible');
  await turn();
  assert.equal(page.locks.length, 2);
});

test('a browser without wake lock, or a call that is over, is left alone', async () => {
  const page = fakePage();
  keepAwake(new AbortController().signal, { ...page, wakeLock: undefined });
  keepAwake(AbortSignal.abort(), page);
  page.document.show('visible');
  await turn();
  assert.equal(page.locks.length, 0);
});
