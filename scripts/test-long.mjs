// `npm run test:long`: calls of many rounds, floods, whole walks through every state: what takes long to show.
import { runChromiumTests } from './chromium-tests.mjs';
import { filesBelow } from './files.mjs';

await runChromiumTests('long', () => filesBelow('build/test/long').filter((file) => file.endsWith('.test.js')));
