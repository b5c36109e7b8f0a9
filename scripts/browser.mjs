import { pathToFileURL } from 'node:url';
import { findProgram } from './program.mjs';

const windowsFolders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? []);

/** Path of a Chromium for the tests; `CHROME_PATH` overrides. Rejects with what to install. */
export function findChromium() {
  return findProgram({
    title: 'Chromium or Chrome',
    variable: 'CHROME_PATH',
    names: [
      'chromium',
      'chromium-browser',
      'google-chrome-stable',
      'google-chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ...windowsFolders.map((folder) => `${folder}\\Google\\Chrome\\Application\\chrome.exe`),
      ...windowsFolders.map((folder) => `${folder}\\Chromium\\Application\\chrome.exe`),
    ],
    debianPackage: 'chromium',
  });
}

/**
 * Flags for pages that call each other on one machine: fake camera, microphone and screen without a prompt, candidates
 * on the loopback interface, and nothing of the browser's own on the network or the processor.
 */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--auto-select-desktop-capture-source=Entire screen',
  '--allow-loopback-in-peer-connection',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await findChromium());
