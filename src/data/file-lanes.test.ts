import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileLanes } from './file-lanes.js';

function task() {
  let finish!: () => void;
  let started = false;
  const done = new Promise<void>((resolve) => (finish = resolve));
  return {
    finish,
    get started() {
      return started;
    },
    run: () => {
      started = true;
      return done;
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

void test('no more than so many run at once, and the next follows in order', async () => {
  const lanes = new FileLanes(2);
  const { signal } = new AbortController();
  const tasks = [task(), task(), task(), task()] as const;
  const runs = tasks.map(({ run }) => lanes.run(run, signal));
  await settle();
  assert.deepEqual(
    tasks.map(({ started }) => started),
    [true, true, false, false],
  );
  tasks[1].finish();
  await settle();
  assert.deepEqual(
    tasks.map(({ started }) => started),
    [true, true, true, false],
  );
  for (const { finish } of tasks) finish();
  await Promise.all(runs);
});

void test('who gives up while waiting leaves no lane blocked, even in the moment of being called', async () => {
  const lanes = new FileLanes(1);
  const { signal } = new AbortController();
  const first = task();
  const waiting = new AbortController();
  const called = new AbortController();
  const last = task();
  const running = lanes.run(first.run, signal);
  const gaveUp = assert.rejects(lanes.run(task().run, waiting.signal), { name: 'AbortError' });
  const tooLate = assert.rejects(lanes.run(task().run, called.signal), { name: 'AbortError' });
  const final = lanes.run(last.run, signal);
  await settle();
  waiting.abort();
  await gaveUp;
  first.finish();
  called.abort();
  await Promise.all([running, tooLate]);
  await settle();
  assert.equal(last.started, true);
  last.finish();
  await final;
});

void test('a task that fails frees its lane', async () => {
  const lanes = new FileLanes(1);
  const { signal } = new AbortController();
  await assert.rejects(lanes.run(() => Promise.reject(new Error('no')), signal));
  assert.equal(await lanes.run(() => Promise.resolve(1), signal), 1);
});
