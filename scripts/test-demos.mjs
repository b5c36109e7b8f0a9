// `npm run test:demos`: every demo page makes its point, in a real browser against the real service.
import { runChromiumTests } from './chromium-tests.mjs';
import { DEMO_TESTS } from './demo-tests.mjs';
import { filesBelow } from './files.mjs';

await runChromiumTests('demos', () =>
  filesBelow('build/test/e2e').filter((file) => file.startsWith(DEMO_TESTS) && file.endsWith('.test.js')),
);
