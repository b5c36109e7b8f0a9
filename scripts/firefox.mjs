import { pathToFileURL } from 'node:url';
import { findProgram } from './program.mjs';

/** Path of a Firefox for the service tests; `FIREFOX_PATH` overrides. Rejects with what to install. */
export function findFirefox() {
  return findProgram({
    title: 'Firefox',
    variable: 'FIREFOX_PATH',
    names: ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
    debianPackage: 'firefox-esr',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await findFirefox());
