import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import jsonlReporter from './jsonl-reporter.mjs';
import { appendResult, clearResults, describeFailures } from './results.mjs';
import { root } from './root.mjs';

const file = join(root, 'build/src/base/serial-queue.test.js');

/** The reporter's lines for events given as `[type, name, nesting, rest]`. */
async function linesFor(events) {
  async function* stream() {
    for (const [type, name, nesting, rest = {}] of events) yield { type, data: { name, nesting, file, ...rest } };
  }
  const lines = [];
  for await (const line of jsonlReporter(stream())) lines.push(JSON.parse(line));
  return lines;
}

describe('the result lines of node:test', () => {
  it('name a test by its source and the titles around it', async () => {
    const lines = await linesFor([
      ['test:start', 'queue', 0],
      ['test:start', 'runs in order', 1],
      ['test:pass', 'runs in order', 1],
      ['test:pass', 'queue', 0, { details: { type: 'suite' } }],
    ]);
    assert.deepEqual(lines, [
      { file: 'src/base/serial-queue.test.ts', name: 'queue runs in order', outcome: 'passed' },
    ]);
  });

  it('count a failed test once, not its suite again', async () => {
    const lines = await linesFor([
      ['test:start', 'queue', 0],
      ['test:start', 'runs', 1],
      ['test:fail', 'runs', 1],
      ['test:fail', 'queue', 0, { details: { type: 'suite', error: { failureType: 'subtestsFailed' } } }],
    ]);
    assert.deepEqual(
      lines.map(({ name, outcome }) => [name, outcome]),
      [['queue runs', 'failed']],
    );
  });

  it('count a hook that threw and a file that did not load', async () => {
    const lines = await linesFor([
      ['test:fail', 'queue', 0, { details: { type: 'suite', error: { failureType: 'hookFailed' } } }],
      ['test:fail', file, 0, { details: { error: { failureType: 'testCodeFailure' } } }],
    ]);
    assert.deepEqual(
      lines.map(({ outcome }) => outcome),
      ['failed', 'failed'],
    );
  });

  it('leave out a file without tests and tell skipped from passed', async () => {
    const lines = await linesFor([
      ['test:pass', file, 0],
      ['test:pass', 'later', 0, { skip: true }],
      ['test:fail', 'some day', 0, { todo: 'not yet' }],
    ]);
    assert.deepEqual(
      lines.map(({ name, outcome }) => [name, outcome]),
      [
        ['later', 'skipped'],
        ['some day', 'skipped'],
      ],
    );
  });
});

it('what failed is told with its file and the first lines of what it said', (t) => {
  const runner = 'of-this-test';
  t.after(() => clearResults(runner));
  clearResults(runner);
  appendResult(runner, { file, name: 'runs', outcome: 'passed' });
  appendResult(runner, { file, name: 'ends', outcome: 'failed', problem: `1 !== 2\n${'at x\n'.repeat(50)}` });
  const [told, ...others] = describeFailures(runner);
  assert.deepEqual(others, []);
  assert.match(told, /^✖ of-this-test: src\/base\/serial-queue\.test\.ts › ends\n {4}1 !== 2\n {4}at x\n/);
  assert.ok(told.split('\n').length < 20);
});
