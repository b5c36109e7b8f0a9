import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkParity, SECTIONS } from './parity-check.mjs';
import { root } from './root.mjs';

const sections = { A1: 2 };
const passed = { file: 'src/a.test.ts', name: 'a room opens', outcome: 'passed' };
const works = '| A1.1 | open | `<rtc-room>` | – | works | src/a.test.ts › a room opens |';
const later = '| A1.2 | close | – | `room.close()` | later | – |';

const page = (...rows) =>
  [
    '## A1. Rooms',
    '',
    '| No. | There | HTML | Script | State | Tests |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
const problemsOf = (rows, results = [passed], options = {}) =>
  checkParity(page(...rows), results, { sections, ...options }).problems;
const withState = (state) => `| A1.2 | close | – | \`room.close()\` | ${state} | – |`;
const withTests = (tests) => `| A1.1 | open | \`<rtc-room>\` | – | works | ${tests} |`;

describe('the parity check', () => {
  it('finds nothing on a page that is right', () => {
    assert.deepEqual(problemsOf([works, later]), []);
  });

  it('counts rows by state', () => {
    const { counts } = checkParity(page(works, withState('obsolete: nobody needs it')), [passed], { sections });
    assert.deepEqual(counts, { works: 1, compat: 0, later: 0, obsolete: 1 });
  });

  it('finds a missing number', () => {
    assert.deepEqual(problemsOf([works]), ['A1.2 is missing']);
  });

  it('finds a doubled number', () => {
    assert.deepEqual(problemsOf([works, later, later]), ['line 7: A1.2 is doubled, see line 6']);
  });

  it('finds a number that does not exist', () => {
    const unknown = later.replace('A1.2', 'A1.3');
    assert.deepEqual(problemsOf([works, later, unknown]), ['line 7: "A1.3" is not a number of this page']);
  });

  it('finds a row in the wrong section', () => {
    const text = `${page(works)}\n\n## A2. People\n\n${later}`;
    assert.deepEqual(checkParity(text, [passed], { sections }).problems, ['line 9: A1.2 stands in section A2']);
  });

  it('finds a row with a cell too few or too many', () => {
    const short = '| A1.2 | close | – | later | – |';
    assert.deepEqual(problemsOf([works, later, short]), ['line 7: 5 cells instead of 6']);
  });

  it('takes an escaped bar for text', () => {
    assert.deepEqual(problemsOf([works, later.replace('close', '`a \\| b`')]), []);
  });

  it('does not take code for rows', () => {
    assert.deepEqual(problemsOf([works, later, '', '```', '| A1.9 |', '```']), []);
  });

  for (const state of ['done', 'Works', 'works soon', 'later: soon', 'obsoleted: why', '–', '']) {
    it(`finds the unknown state "${state}"`, () => {
      const problem = problemsOf([works, withState(state)]).find((text) => text.includes('unknown state'));
      assert.equal(problem, `line 6, A1.2: has the unknown state "${state}"`);
    });
  }

  for (const state of ['obsolete', 'obsolete:', 'obsolete: –']) {
    it(`finds that "${state}" has no reason`, () => {
      assert.deepEqual(problemsOf([works, withState(state)]), ['line 6, A1.2: is obsolete without a reason']);
    });
  }

  it('finds a row that works and names no test', () => {
    assert.deepEqual(problemsOf([withTests('–'), later]), ['line 5, A1.1: works, but names no test']);
  });

  it('finds a row that works and does not say what to write', () => {
    const silent = works.replace('`<rtc-room>`', '–');
    assert.deepEqual(problemsOf([silent, later]), ['line 5, A1.1: works, but does not say what to write']);
  });

  it('finds a row that does not say what it was called', () => {
    assert.deepEqual(problemsOf([works, later.replace('close', '–')]), [
      'line 6, A1.2: does not say what it was called there',
    ]);
  });

  it('finds a file that did not run', () => {
    assert.deepEqual(problemsOf([works, later], []), ['line 5, A1.1: no test of src/a.test.ts ran']);
    const isElsewhere = (file) => file === 'src/a.test.ts';
    assert.deepEqual(problemsOf([works, later], [], { isElsewhere }), []);
    assert.deepEqual(problemsOf([works, later], [], { isElsewhere, isThere: () => false }), [
      'line 5, A1.1: there is no src/a.test.ts',
    ]);
  });

  it('finds a test that does not exist', () => {
    const rows = [withTests('src/a.test.ts › a room'), later];
    assert.deepEqual(problemsOf(rows), ['line 5, A1.1: src/a.test.ts has no test "a room"']);
  });

  it('finds a test that was skipped', () => {
    const problem = 'line 5, A1.1: the test "a room opens" of src/a.test.ts was skipped';
    assert.deepEqual(problemsOf([works, later], [{ ...passed, outcome: 'skipped' }]), [problem]);
  });

  it('finds a test that failed, also when it passed elsewhere', () => {
    const problem = 'line 5, A1.1: the test "a room opens" of src/a.test.ts failed';
    assert.deepEqual(problemsOf([works, later], [passed, { ...passed, outcome: 'failed' }]), [problem]);
  });

  it('finds a reference that is not of the form path › name', () => {
    const [problem] = problemsOf([withTests('src/a.test.ts'), later]);
    assert.match(problem, /"src\/a\.test\.ts" is not of the form/);
  });

  it('looks at each of several references, in backticks or not', () => {
    const rows = [withTests('`src/a.test.ts › a room opens`<br>src/b.test.ts › it closes'), later];
    assert.deepEqual(problemsOf(rows), ['line 5, A1.1: no test of src/b.test.ts ran']);
  });

  it('looks at the tests of a row that does not work yet', () => {
    const early = '| A1.2 | close | – | `room.close()` | later | src/b.test.ts › it closes |';
    assert.deepEqual(problemsOf([works, early]), ['line 6, A1.2: no test of src/b.test.ts ran']);
  });

  it('lists all problems at once', () => {
    assert.equal(problemsOf([withTests('–'), withState('done'), later]).length, 3);
  });
});

describe('the parity page', () => {
  const text = readFileSync(join(root, 'docs/parity.md'), 'utf8');

  it('has one row for each of the 361 features', () => {
    assert.equal(
      Object.values(SECTIONS).reduce((sum, count) => sum + count, 0),
      361,
    );
    const { counts } = checkParity(text, []);
    assert.equal(
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      361,
    );
  });

  it('stops being right when any of its rows is taken away', () => {
    const lines = text.split('\n');
    const rows = lines.filter((line) => /^\| A\d/.test(line));
    for (const row of rows) {
      const number = row.split('|')[1].trim();
      const { problems } = checkParity(lines.filter((line) => line !== row).join('\n'), []);
      assert.ok(problems.includes(`${number} is missing`), number);
    }
  });
});
