import { pathToFileURL } from 'node:url';
import { runNpm } from './run.mjs';
import { hashOf, isStamped, writeStamp } from './stamp.mjs';

const STAMP = 'node_modules/.rtc-elements-install';

/** `npm ci`, but only when the lockfile is not the one that was installed last. Ends the process when npm fails. */
export async function installIfNeeded() {
  const hash = hashOf(['package-lock.json']);
  if (isStamped(STAMP, hash)) return;
  console.log('Installing dependencies (npm ci)…');
  const code = await runNpm(['ci', '--no-audit', '--no-fund']);
  if (code !== 0) {
    console.error('npm ci failed; its message is above.');
    process.exit(code);
  }
  writeStamp(STAMP, hash);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await installIfNeeded();
