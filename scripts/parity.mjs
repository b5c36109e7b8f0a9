// The last step of `npm test`: docs/parity.md claims no more than the tests that just ran have shown. With `all`, after the other
// test commands, what those have run counts too, and has to be there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './files.mjs';
import { checkParity } from './parity-check.mjs';
import { resultsFile } from './results.mjs';
import { root } from './root.mjs';

const PAGE = 'docs/parity.md';

const isAll = process.argv.includes('all');

/** Left by other commands, which run after `npm test`: what lies there then is from some earlier day. */
const NOT_OF_THIS_RUN = isAll ? [] : ['services', 'timed', 'demos', 'long', 'faults', 'alone'].map(resultsFile);
const ELSEWHERE = /^test\/(services|faults|long|e2e\/demo)/;

/** All results of the runners before this one; `broken` are lines a runner that was killed left behind. */
function readResults() {
  const results = [];
  const broken = [];
  const paths = filesBelow('build/results').filter(
    (path) => path.endsWith('.jsonl') && !NOT_OF_THIS_RUN.includes(path),
  );
  for (const path of paths) {
    for (const [index, line] of readFileSync(join(root, path), 'utf8').split('\n').entries()) {
      if (line === '') continue;
      try {
        results.push(JSON.parse(line));
      } catch {
        // Reported with everything else, so that one broken line does not hide the rest.
        broken.push(`${path}: line ${index + 1} is not JSON`);
      }
    }
  }
  return { results, broken };
}

const { results, broken } = readResults();
const isElsewhere = (file) => !isAll && ELSEWHERE.test(file);
const isThere = (file) => existsSync(join(root, file));
const { problems, counts } = checkParity(readFileSync(join(root, PAGE), 'utf8'), results, { isElsewhere, isThere });
for (const problem of [...broken, ...problems.map((text) => `${PAGE}: ${text}`)]) console.error(problem);

const states = Object.entries(counts).map(([state, count]) => `${count} ${state}`);
console.log(`${PAGE}: ${states.join(', ')}`);
if (broken.length + problems.length > 0) process.exitCode = 1;
