// `node bench/messages.mjs [quick]`: milliseconds of a long text, and of a line while a file is on its way.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from '../scripts/install.mjs';
import { root } from '../scripts/root.mjs';

const CHARACTERS = 1_000_000;
const isQuick = process.argv[2] === 'quick';
const [rounds, fileMB] = isQuick ? [2, 20] : [10, 200];

/** Both pages are in use, though one of them is always behind the other. */
const FLAGS = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

if (!isQuick) await installIfNeeded();
const { chromium } = await import('playwright-core');
const { CHROMIUM_FLAGS, findChromium } = await import('../scripts/browser.mjs');
const { installAncestor } = await import('./join/ancestor-install.mjs');
const { startContestants } = await import('./files/contestants.mjs');
const { load, machine } = await import('./join/machine.mjs');
const { median, rounded } = await import('./join/statistics.mjs');
const { playRound } = await import('./files/round.mjs');
const { playTextRound } = await import('./messages/text-round.mjs');
const { fileOf } = await import('./files/file-of.mjs');

if (!existsSync(join(root, 'dist/core.js'))) throw new Error('Build first: node scripts/build.mjs');
const folder = await installAncestor();
const lifetime = new AbortController();
const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS, ...FLAGS] });
try {
  const loadBefore = load();
  const contestants = await startContestants({ folder, signal: lifetime.signal });
  const names = ['ours', 'ancestor'];
  const times = { ours: [], ancestor: [] };
  // They take turns, so that a busy minute of the machine does not fall on one of them alone.
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const room = `text-${name}-${round}`;
      times[name].push(rounded(await playTextRound(browser, contestants[name], { room, characters: CHARACTERS }), 1));
    }
  }
  const lines = {};
  for (const name of names) {
    const path = fileOf(fileMB * 1_000_000);
    const options = { room: `line-${name}`, path, cutOffMs: 120_000, chat: true };
    const { chatMs, ...transfer } = await playRound(browser, contestants[name], options);
    lines[name] = { ...chatMs, ...transfer };
  }
  const summary = names.map((name) => ({
    name: contestants[name].title,
    'long text, median ms': median(times[name]),
    'long text, most ms': Math.max(...times[name]),
    'line beside a file, median ms': lines[name].median,
    'line beside a file, p95 ms': lines[name].p95,
  }));
  console.table(summary);
  const environment = { ...machine(browser), loadBefore, loadAfter: load() };
  const report = { characters: CHARACTERS, fileMB, machine: environment, summary, times, lines };
  if (!isQuick) save({ measuredOn: new Date().toISOString().slice(0, 10), ...report });
} finally {
  lifetime.abort();
  await browser.close();
}

function save(report) {
  const results = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'messages.json'), `${JSON.stringify(report, null, 2)}\n`);
}
