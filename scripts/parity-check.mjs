/**
 * The features of RTCMultiConnection by section and how many each has, numbered from 1 without gaps: `A1.1` to `A23.6`,
 * 361 in all. The numbers never change, so that a row cannot quietly disappear from the page.
 */
export const SECTIONS = {
  ...{ A1: 14, A2: 31, A3: 19, A4: 16, A5: 20, A6: 10, A7: 25, A8: 20, A9: 26, A10: 19, A11: 18, A12: 21 },
  ...{ A13: 12, A14: 23, A15: 15, A16: 16, A17: 9, A18: 12, A19: 7, A20: 7, A21: 4, A22: 11, A23: 6 },
};

const COLUMNS = ['number', 'there', 'html', 'script', 'state', 'tests'];
const HEADING = /^## (A\d+)\./;
const RULE_OR_HEADER = /^\|(\s*:?-+:?\s*\||\s*No\.\s*\|)/;

/**
 * Compares the text of the parity page with the results of the test run (`{ file, name, outcome }`, outcome being
 * passed, failed or skipped). Tests of files that `isElsewhere` says are the affair of another command; only that there is such a
 * file, which `isThere` answers, is asked here.
 *
 * Returns every problem as a sentence, and how many rows are in which state. A test named in any row must have run and
 * passed; a row that works must name one and say what to write.
 */
export function checkParity(page, results, options = {}) {
  const { sections = SECTIONS, isElsewhere = () => false, isThere = () => true } = options;
  const { rows, problems } = parseRows(page);
  const outcomes = byFileAndName(results);
  const counts = { works: 0, compat: 0, later: 0, obsolete: 0 };
  for (const row of rows) {
    const state = stateOf(row);
    if (state !== undefined) counts[state] += 1;
    problems.push(
      ...rowProblems(row, { outcomes, isElsewhere, isThere }).map(
        (problem) => `line ${row.line}, ${row.number}: ${problem}`,
      ),
    );
  }
  return { problems: [...problems, ...numberProblems(rows, sections)], counts };
}

function parseRows(page) {
  const rows = [];
  const problems = [];
  let section;
  let inCode = false;
  page.split(/\r?\n/).forEach((text, index) => {
    if (text.startsWith('```')) inCode = !inCode;
    if (inCode) return;
    section = HEADING.exec(text)?.[1] ?? section;
    if (!text.startsWith('|') || RULE_OR_HEADER.test(text)) return;
    const cells = cellsOf(text);
    if (cells.length === COLUMNS.length) {
      const named = Object.fromEntries(COLUMNS.map((column, position) => [column, cells[position]]));
      rows.push({ ...named, line: index + 1, section });
    } else {
      problems.push(`line ${index + 1}: ${cells.length} cells instead of ${COLUMNS.length}`);
    }
  });
  return { rows, problems };
}

/** A `|` inside a cell is written `\|`, also inside code. */
function cellsOf(text) {
  const inner = text
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

const isBlank = (cell) => cell === '' || cell === '–' || cell === '-';

/** The state's first word, or `undefined` when it is none of the four. */
function stateOf({ state }) {
  return /^(works|compat|later|obsolete(?=$|:))/.exec(state)?.[0];
}

function rowProblems(row, seen) {
  const references = isBlank(row.tests) ? [] : row.tests.split(/<br\s*\/?>/).map((part) => part.trim());
  const problems = references.map((reference) => referenceProblem(reference, seen));
  if (isBlank(row.there)) problems.push('does not say what it was called there');
  const word = stateOf(row);
  if (word === 'obsolete') {
    if (isBlank(row.state.slice('obsolete:'.length).trim())) problems.push('is obsolete without a reason');
  } else if (word !== row.state) {
    problems.push(`has the unknown state "${row.state}"`);
  }
  if (word === 'works') {
    if (references.length === 0) problems.push('works, but names no test');
    if (isBlank(row.html) && isBlank(row.script)) problems.push('works, but does not say what to write');
  }
  return problems.filter((problem) => problem !== undefined);
}

/** `path › full name`, as a whole in backticks or not. A test that ran in several runners must not fail in any. */
function referenceProblem(reference, { outcomes, isElsewhere, isThere }) {
  const [, file, name] = /^`?(\S+) › (.+?)`?$/.exec(reference) ?? [];
  if (file === undefined) return `"${reference}" is not of the form "path/of/x.test.ts › full name of the test"`;
  if (isElsewhere(file)) return isThere(file) ? undefined : `there is no ${file}`;
  const names = outcomes.get(file);
  if (names === undefined) return `no test of ${file} ran`;
  const seen = names.get(name);
  if (seen === undefined) return `${file} has no test "${name}"`;
  if (seen.has('failed')) return `the test "${name}" of ${file} failed`;
  return seen.has('passed') ? undefined : `the test "${name}" of ${file} was skipped`;
}

function byFileAndName(results) {
  const files = new Map();
  for (const { file, name, outcome } of results) {
    const names = files.get(file) ?? new Map();
    files.set(file, names.set(name, (names.get(name) ?? new Set()).add(outcome)));
  }
  return files;
}

function numberProblems(rows, sections) {
  const problems = [];
  const firstLines = new Map();
  const expected = Object.entries(sections).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
  );
  for (const { number, section, line } of rows) {
    if (!expected.includes(number)) problems.push(`line ${line}: "${number}" is not a number of this page`);
    else if (firstLines.has(number))
      problems.push(`line ${line}: ${number} is doubled, see line ${firstLines.get(number)}`);
    else if (number.split('.')[0] !== section) problems.push(`line ${line}: ${number} stands in section ${section}`);
    if (!firstLines.has(number)) firstLines.set(number, line);
  }
  return [...problems, ...expected.filter((number) => !firstLines.has(number)).map((number) => `${number} is missing`)];
}
