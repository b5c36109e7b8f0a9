import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStateFolder } from './state-folder.js';

test('of several services that start together one gets the folder, also when a lock was left behind', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rtc-state-'));
  t.after(() => rm(folder, { recursive: true }));
  for (let round = 0; round < 30; round += 1) {
    if (round % 2 === 0) await writeFile(join(folder, 'lock'), '{"pid":999999999,"started":"1"}');
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => openStateFolder(folder)));
    const opened = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    assert.equal(opened.length, 1, `round ${round}`);
    await opened[0]?.value.release();
    assert.deepEqual(await readdir(folder), []);
  }
});
