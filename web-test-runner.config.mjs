import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { CHROMIUM_FLAGS, findChromium } from './scripts/browser.mjs';
import { jsonlResults, serviceForTests } from './scripts/wtr-plugins.mjs';

const service = serviceForTests();

/** On a machine whose disk is busy Chromium's very first start has taken more than the usual half a minute. */
const START_TIMEOUT_MS = 120_000;

export default {
  rootDir: import.meta.dirname,
  files: 'build/**/*.browser.test.js',
  // Lit's production build, as in dist/; with "browser" socket.io-client leaves its Node transports out.
  nodeResolve: { browser: true, exportConditions: ['browser', 'production'] },
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: await findChromium(), args: [...CHROMIUM_FLAGS], timeout: START_TIMEOUT_MS },
      concurrency: 1,
    }),
  ],
  plugins: [service.plugin],
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: false }), jsonlResults()],
  testFramework: { config: { timeout: 20_000 } },
  browserStartTimeout: START_TIMEOUT_MS,
  testsFinishTimeout: 180_000,
  testRunnerHtml: (testFramework) => `<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8"><title>Tests</title></head>
      <body>
        <script>window.rtcServiceUrl = ${JSON.stringify(service.origin())};</script>
        <script type="module" src="${testFramework}"></script>
      </body>
    </html>`,
};
