import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { root } from '../../scripts/root.mjs';
import { HOST, listen, pageNamed, pageServer } from './page-server.mjs';

/**
 * Starts the services of all contestants, each a process of its own that ends with `signal`. Resolves with
 * `[{ name, title, pageUrl }]`; rejects when one does not start.
 */
export async function startContestants({ ancestorFolder, signal }) {
  const service = await startService(join(root, 'build/server/main.js'), [], signal);
  const bare = await startService(fileURLToPath(new URL('bare-server.mjs', import.meta.url)), [], signal);
  const ancestor = await startService(
    fileURLToPath(new URL('ancestor-server.mjs', import.meta.url)),
    [ancestorFolder],
    signal,
  );
  return [
    { name: 'ours', title: 'RoomController', pageUrl: await servePageFor(service, signal) },
    { name: 'bare', title: 'bare page', pageUrl: bare },
    { name: 'ancestor', title: 'RTCMultiConnection 3.7.1', pageUrl: ancestor },
  ];
}

/** Our page is a guest of the service, as most pages will be. */
async function servePageFor(service, signal) {
  const server = pageServer(pageNamed('ours').replaceAll('%SERVICE%', service));
  signal.addEventListener('abort', () => server.close(), { once: true });
  return listen(server);
}

/** Runs a program of Node and resolves with the origin it names on its first line. */
export function startService(file, args, signal) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], {
      // Nobody here asks for STUN: on one machine there is nothing to learn from it. Rooms on disk as usual, but in a folder of
      // their own.
      env: {
        ...process.env,
        PORT: '0',
        HOST,
        RTC_STUN_PORT: '0',
        RTC_STATE_DIR: mkdtempSync(join(tmpdir(), 'rtc-bench-')),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    signal.addEventListener('abort', () => child.kill(), { once: true });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}.`)));
    createInterface(child.stdout).once('line', (line) => resolve(line.match(/http:\S+/)[0]));
  });
}
