import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { appendResult } from './results.mjs';
import { root } from './root.mjs';

const compiled = (file) => join(root, 'build/server', file);
const load = (file) => import(pathToFileURL(compiled(file)).href);

/**
 * The real service on a free port while the browser tests run. `origin()` is undefined before it listens, and for good
 * where server/ is not compiled, so that tests without a service run all the same.
 */
export function serviceForTests() {
  let app;
  let origin;
  const plugin = {
    name: 'service-for-tests',
    async serverStart() {
      if (!existsSync(compiled('app.js'))) return;
      const [{ buildApp }, { loadConfig }] = await Promise.all([load('app.js'), load('config.js')]);
      const loaded = loadConfig({ RTC_LOG_LEVEL: 'silent', RTC_STUN_PORT: '0' });
      if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
      app = await buildApp(loaded.config);
      origin = await app.listen({ host: '127.0.0.1', port: 0 });
    },
    async serverStop() {
      await app?.close();
    },
  };
  return { plugin, origin: () => origin };
}

/** Reporter of web-test-runner: one line a test in the results file, see results.mjs. */
export function jsonlResults() {
  return {
    reportTestFileResults({ sessionsForTestFile }) {
      for (const session of sessionsForTestFile) {
        const tests = [...testsOf(session.testResults, [])];
        for (const test of tests) appendResult('browser', { file: session.testFile, ...test });
        // A module that did not load, a page that crashed or went silent: no test says so.
        const failedSilently = session.passed === false && !tests.some(({ outcome }) => outcome === 'failed');
        const problem = session.errors?.map(({ message }) => message).join('\n');
        if (failedSilently) {
          appendResult('browser', { file: session.testFile, name: '(the file)', outcome: 'failed', problem });
        }
      }
    },
  };
}

function* testsOf(suite, path) {
  for (const test of suite?.tests ?? []) {
    const outcome = test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed';
    const problem = test.error && [test.error.message, test.error.stack].filter(Boolean).join('\n');
    yield { name: [...path, test.name].join(' '), outcome, problem };
  }
  for (const inner of suite?.suites ?? []) yield* testsOf(inner, [...path, inner.name]);
}
