import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/root.mjs';
import { startService } from '../join/contestants.mjs';
import { listen, pageNamed, pageServer } from '../join/page-server.mjs';

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Starts the services of both. Resolves with `{ ours, ancestor }`, each with the address of its page for calls (`pageUrl`)
 * and of the one for joining (`join.pageUrl`); everything ends with `signal`.
 */
export async function startContestants({ ancestorFolder, signal }) {
  const service = await startService(join(root, 'build/server/main.js'), [], signal);
  const guest = (html) => {
    const server = pageServer(html.replaceAll('%SERVICE%', service));
    signal.addEventListener('abort', () => server.close(), { once: true });
    return listen(server);
  };
  const ancestor = (...page) => startService(beside('../join/ancestor-server.mjs'), [ancestorFolder, ...page], signal);
  return {
    ours: {
      pageUrl: await guest(readFileSync(beside('pages/ours.html'), 'utf8')),
      join: { pageUrl: await guest(pageNamed('ours')) },
    },
    ancestor: { pageUrl: await ancestor(beside('pages/ancestor.html')), join: { pageUrl: await ancestor() } },
  };
}
