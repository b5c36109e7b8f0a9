// `npm start`: installs and builds where needed, then becomes the service. Plain Node, because nothing is installed yet.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireNode } from './node-version.mjs';
import { installIfNeeded } from './install.mjs';
import { root } from './root.mjs';

requireNode();
await installIfNeeded();
const { buildIfNeeded } = await import('./build.mjs');
if (!(await buildIfNeeded())) process.exit(1);
// The same process, so that signals and exit codes are the service's own.
await import(pathToFileURL(join(root, 'build/server/main.js')).href);
