import { runNode } from './run.mjs';
import { clearResults, resultsFile } from './results.mjs';

/**
 * Runs test files with Node's own runner; results go to the screen and to the runner's results file. Resolves with
 * whether all passed; no files at all is a failure, because a suite that vanished must not look green.
 */
export async function runNodeTests(runner, files, { concurrency = 1 } = {}) {
  clearResults(runner);
  if (files.length === 0) {
    console.error(`No test files for "${runner}".`);
    return false;
  }
  const code = await runNode([
    '--test',
    '--enable-source-maps',
    '--import=./scripts/leave-at-once.mjs',
    `--test-concurrency=${concurrency}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/jsonl-reporter.mjs',
    `--test-reporter-destination=${resultsFile(runner)}`,
    ...files,
  ]);
  return code === 0;
}
