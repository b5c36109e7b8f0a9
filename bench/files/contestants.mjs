import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/root.mjs';
import { startService } from '../join/contestants.mjs';
import { listen, pageServer } from '../join/page-server.mjs';

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));
const page = (name) => readFileSync(beside(`pages/${name}.html`), 'utf8');

/** The service and a page of ours, alone. */
export async function startOurs(signal) {
  const service = await startService(join(root, 'build/server/main.js'), [], signal);
  const server = pageServer(page('ours').replaceAll('%SERVICE%', service));
  signal.addEventListener('abort', () => server.close(), { once: true });
  return { pageUrl: await listen(server) };
}

/** Starts what each contestant needs. Resolves with `{ name: { title, pageUrl } }`; everything ends with `signal`. */
export async function startContestants({ folder, signal }) {
  const service = await startService(join(root, 'build/server/main.js'), [], signal);
  const serve = (html) => {
    const server = pageServer(html);
    signal.addEventListener('abort', () => server.close(), { once: true });
    return listen(server);
  };
  return {
    ours: { title: 'RoomController', pageUrl: await serve(page('ours').replaceAll('%SERVICE%', service)) },
    bare: { title: 'bare loop, no hashing', pageUrl: await serve(page('bare')), introduced: true },
    ancestor: {
      title: 'RTCMultiConnection 3.7.1',
      pageUrl: await startService(beside('ancestor-server.mjs'), [folder], signal),
    },
    peerjs: { title: 'PeerJS 1.5.5', pageUrl: await startService(beside('peerjs-server.mjs'), [folder], signal) },
  };
}
