// `npm run bench:join`: from the call of join to the first remote frame, ours beside a bare page and RTCMultiConnection.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from '../scripts/install.mjs';
import { root } from '../scripts/root.mjs';

const ROUNDS = 10;

/** Both pages are in use, though one of them is always behind the other. */
const NO_THROTTLING = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];
/** Whatever a contestant has in mind: this browser knows no other machine. */
const LOOPBACK_ONLY = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

await installIfNeeded();
// Only now, because these need what has just been installed.
const { chromium } = await import('playwright-core');
const { buildIfNeeded } = await import('../scripts/build.mjs');
const { CHROMIUM_FLAGS, findChromium } = await import('../scripts/browser.mjs');
const { installAncestor } = await import('./join/ancestor-install.mjs');
const { startContestants } = await import('./join/contestants.mjs');
const { load, machine } = await import('./join/machine.mjs');
const { reportOf, tableOf } = await import('./join/report.mjs');
const { playRound } = await import('./join/round.mjs');
const { Traffic } = await import('./join/traffic.mjs');

if (!(await buildIfNeeded()) && !existsSync(join(root, 'dist/core.js'))) process.exit(1);
const ancestorFolder = await installAncestor();
const lifetime = new AbortController();
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: [...CHROMIUM_FLAGS, ...NO_THROTTLING, LOOPBACK_ONLY],
});
try {
  const loadBefore = load();
  const contestants = await startContestants({ ancestorFolder, signal: lifetime.signal });
  const report = reportOf(await measure(contestants));
  const environment = { ...machine(browser), loadBefore, loadAfter: load() };
  console.log(`\n${tableOf(report)}\n\n${JSON.stringify(environment)}`);
  save({ measuredOn: new Date().toISOString().slice(0, 10), machine: environment, ...report });
} finally {
  lifetime.abort();
  await browser.close();
}

/** One round for the browser to warm up, in which messages are counted; then all contestants in turn, ten times. */
async function measure(contestants) {
  const measured = [];
  for (const contestant of contestants) {
    const traffic = new Traffic();
    await playRound(browser, contestant, 'counted', { watch: (page) => traffic.watch(page), traffic });
    measured.push({ ...contestant, traffic: traffic.summary(), frameMs: [] });
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contestant of measured) {
      const { frameMs } = await playRound(browser, contestant, `room-${round}`);
      contestant.frameMs.push(frameMs);
    }
    console.log(measured.map(({ name, frameMs }) => `${name} ${Math.round(frameMs[round])} ms`).join('   '));
  }
  return measured;
}

function save(results) {
  const folder = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(folder, { recursive: true });
  // A list of numbers reads better on one line, and prettier agrees.
  const text = JSON.stringify(results, null, 2).replace(
    /\[[\s\d,.]+\]/g,
    (list) => `[${list.match(/[\d.]+/g).join(', ')}]`,
  );
  writeFileSync(join(folder, 'join.json'), `${text}\n`);
}
