// `node bench/media.mjs [quick]`: how soon the first picture is there and what calls cost the processor, ours beside
// RTCMultiConnection and beside ourselves.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from '../scripts/install.mjs';
import { root } from '../scripts/root.mjs';

const [mode] = process.argv.slice(2);
/** Quick is to see it work: its figures say little. */
const { joins, rounds, settleSeconds, measuredSeconds } =
  mode === 'quick'
    ? { joins: 3, rounds: 1, settleSeconds: 5, measuredSeconds: 6 }
    : { joins: 10, rounds: 3, settleSeconds: 10, measuredSeconds: 20 };

/** All pages are in use, though all but one of them are always behind another. */
const NO_THROTTLING = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];
/** Whatever a contestant has in mind: this browser knows no other machine. */
const LOOPBACK_ONLY = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

if (mode !== 'quick') await installIfNeeded();
// Only now, because these need what may just have been installed.
const { chromium } = await import('playwright-core');
const { CHROMIUM_FLAGS, findChromium } = await import('../scripts/browser.mjs');
const { installAncestor } = await import('./join/ancestor-install.mjs');
const { load, machine } = await import('./join/machine.mjs');
const { playRound } = await import('./join/round.mjs');
const { playCall } = await import('./media/call-round.mjs');
const { CALLS } = await import('./media/calls.mjs');
const { startContestants } = await import('./media/contestants.mjs');
const { printReport, reportOf } = await import('./media/report.mjs');
const { writeVoice } = await import('./media/voice.mjs');

if (!existsSync(join(root, 'dist/core.js'))) throw new Error('Build first: node scripts/build.mjs');
const ancestorFolder = await installAncestor();
const voice = join(root, 'build/bench/voice.wav');
writeVoice(voice);
const lifetime = new AbortController();
try {
  const loadBefore = load();
  const contestants = await startContestants({ ancestorFolder, signal: lifetime.signal });
  const frameMs = await withBrowser((browser) => measureJoins(browser, contestants));
  const calls = new Map(CALLS.map(({ id }) => [id, []]));
  // Contestants take turns, so that a busy minute of the machine does not fall on one of them alone.
  for (let round = 0; round < rounds; round += 1) {
    for (const call of CALLS) calls.get(call.id).push(await measureCall(call, contestants, round));
  }
  const report = reportOf({ frameMs, calls });
  printReport(report);
  const version = await withBrowser((browser) => machine(browser));
  const environment = { ...version, loadBefore, loadAfter: load() };
  console.log(JSON.stringify(environment));
  if (mode !== 'quick') {
    save({ measuredOn: new Date().toISOString().slice(0, 10), machine: environment, ...report });
  }
} finally {
  lifetime.abort();
}

/** A browser of its own, so that nothing of what was before is counted. */
async function withBrowser(use) {
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: [...CHROMIUM_FLAGS, ...NO_THROTTLING, LOOPBACK_ONLY, `--use-file-for-fake-audio-capture=${voice}`],
  });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

/** One round of each to warm up, then both in turn. */
async function measureJoins(browser, contestants) {
  const frameMs = { ours: [], ancestor: [] };
  for (let round = -1; round < joins; round += 1) {
    for (const [name, times] of Object.entries(frameMs)) {
      const played = await playRound(browser, contestants[name].join, `join-${round}`);
      if (round >= 0) times.push(played.frameMs);
    }
  }
  return frameMs;
}

async function measureCall(call, contestants, round) {
  const options = { name: `${call.id}-${round}`, settleSeconds, measuredSeconds };
  const played = await withBrowser((browser) => playCall(browser, contestants[call.contestant], call, options));
  console.log(`${call.id}: ${played.cores.toFixed(2)} cores`);
  return played;
}

function save(report) {
  const folder = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'media.json'), `${JSON.stringify(report, null, 2)}\n`);
}
