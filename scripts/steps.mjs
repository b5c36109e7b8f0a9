import { countResults, describeFailures } from './results.mjs';

/**
 * Runs steps one after the other, all of them even when one fails, and ends with what failed and the line
 * `N passed, N failed`.
 *
 * A step is `{ name, run, runner? }`; `run` resolves with whether it went well. Tests are counted from the results file
 * of `runner`; a step that went wrong without a failed test (types, lint, a crash) counts as one failure. Sets the
 * process's exit code.
 *
 * A step with `aside` goes on while those behind it run, and is waited for last: it has the second core. Its `run` prints nothing
 * before it is done. A step with `afterAll` waits for those, too.
 */
export async function runSteps(steps) {
  const rows = [];
  for (const step of steps) {
    if (step.afterAll) await Promise.all(rows);
    console.log(`\n== ${step.name}${step.aside ? ' (aside)' : ''}`);
    rows.push(step.aside ? runStep(step) : await runStep(step));
  }
  printRows(await Promise.all(rows));
}

function printRows(rows) {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`\n${rows.map(line).join('\n')}\n`);
  for (const failure of rows.flatMap((row) => row.failures)) console.log(failure);
  if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}

async function runStep({ name, run, runner }) {
  const startedAt = performance.now();
  const succeeded = await run().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    return false;
  });
  const counts = runner ? countResults(runner) : { passed: 0, failed: 0, skipped: 0 };
  const failed = !succeeded && counts.failed === 0 ? 1 : counts.failed;
  const failures = runner ? describeFailures(runner) : [];
  if (failed > 0 && failures.length === 0) failures.push(`✖ ${name}: see above`);
  return { name, ...counts, failed, failures, seconds: (performance.now() - startedAt) / 1000 };
}

function line({ name, passed, failed, seconds }) {
  const verdict = failed === 0 ? 'ok' : `${failed} failed`;
  const tests = passed === 0 ? '' : `${passed} passed`;
  return `${name.padEnd(10)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${verdict.padEnd(10)} ${tests}`.trimEnd();
}
