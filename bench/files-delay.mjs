// `node bench/files-delay.mjs [name:MB:rounds:ms,…]`: seconds a file takes from page to page where a round trip takes 50 ms.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from '../scripts/install.mjs';
import { root } from '../scripts/root.mjs';

const MB = 1_000_000;
const [only] = process.argv.slice(2);

/** Both ways lead through the relay: the one without delay tells what the relay itself costs. */
const PLAN = only
  ? only.split(',').map((quad) => {
      const [name, sizeMB, rounds = 1, roundTripMs = 50] = quad.split(':');
      return { name, sizeMB: Number(sizeMB), rounds: Number(rounds), roundTripMs: Number(roundTripMs) };
    })
  : [
      ...['bare', 'ours', 'ancestor', 'peerjs'].map((name) => ({ name, sizeMB: 20, rounds: 3, roundTripMs: 0 })),
      ...['bare', 'ours', 'peerjs'].map((name) => ({ name, sizeMB: 20, rounds: 3, roundTripMs: 50 })),
      { name: 'ancestor', sizeMB: 20, rounds: 1, roundTripMs: 50 },
      ...['bare', 'ours'].map((name) => ({ name, sizeMB: 200, rounds: 2, roundTripMs: 50 })),
    ];

/** Both pages are in use, though one of them is always behind the other. */
const NO_THROTTLING = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];
const LOOPBACK_ONLY = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
const CUT_OFF_MS = 240_000;
const PINGS = 20;

if (!only) await installIfNeeded();
const { chromium } = await import('playwright-core');
const { CHROMIUM_FLAGS, findChromium } = await import('../scripts/browser.mjs');
const { installAncestor } = await import('./join/ancestor-install.mjs');
const { startContestants } = await import('./files/contestants.mjs');
const { comeFirst } = await import('./files/delay/come-first.mjs');
const { droppedPackets, PLAIN_ADDRESSES, startDelayedWay } = await import('./files/delay/delayed-way.mjs');
const { load, machine } = await import('./join/machine.mjs');
const { meet, playRound } = await import('./files/round.mjs');
const { fileOf } = await import('./files/file-of.mjs');
const { median, rounded } = await import('./join/statistics.mjs');

if (!existsSync(join(root, 'dist/core.js'))) throw new Error('Build first: node scripts/build.mjs');
const folder = await installAncestor();
const lifetime = new AbortController();
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: [...CHROMIUM_FLAGS, ...NO_THROTTLING, LOOPBACK_ONLY, PLAIN_ADDRESSES],
});
try {
  const loadBefore = load();
  const contestants = await startContestants({ folder, signal: lifetime.signal });
  const ways = new Map();
  const pings = {};
  for (const { roundTripMs } of PLAN) {
    if (ways.has(roundTripMs)) continue;
    const way = await startDelayedWay({ roundTripMs, signal: lifetime.signal });
    ways.set(roundTripMs, way);
    pings[roundTripMs] = await ping(way, contestants.bare);
    console.log(`asked for ${roundTripMs} ms, a data channel's ping takes`, pings[roundTripMs]);
  }
  const results = [];
  let isFirst = true;
  // Contestants take turns, so that a busy minute of the machine does not fall on one of them alone.
  for (const { name, sizeMB, roundTripMs, round } of turns(PLAN)) {
    const before = droppedPackets();
    const { roundTripMs: measuredMs, ...played } = await playRound(browser, contestants[name], {
      room: `${name}-${sizeMB}-${roundTripMs}-${round}`,
      path: fileOf(sizeMB * MB),
      cutOffMs: CUT_OFF_MS,
      way: ways.get(roundTripMs),
      ready: async () => (isFirst = (await comeFirst(browser)) && isFirst),
    });
    const row = { name, sizeMB, roundTripMs, measuredMs, ...played, load: load() };
    if (before !== undefined) row.droppedPackets = droppedPackets() - before;
    if (row.seconds) row.mbPerSecond = rounded(sizeMB / row.seconds, 2);
    results.push(row);
    console.log(JSON.stringify(row));
  }
  const table = summary(results);
  console.table(table);
  const environment = { ...machine(browser), isFirst, loadBefore, loadAfter: load() };
  const measuredOn = new Date().toISOString().slice(0, 10);
  if (!only) save({ measuredOn, machine: environment, pings, summary: table, results });
} finally {
  lifetime.abort();
  await browser.close();
}

/** Milliseconds of a message there and back over a data channel with nothing else on it. */
async function ping(way, bare) {
  const context = await browser.newContext();
  try {
    await way.lay(context);
    const [near, far] = await meet(context, bare);
    await far.evaluate(() => globalThis.contestant.echo());
    const times = await near.evaluate((count) => globalThis.contestant.pings(count), PINGS);
    return { median: rounded(median(times), 1), least: rounded(Math.min(...times), 1) };
  } finally {
    await context.close();
  }
}

function turns(plan) {
  const keyOf = ({ sizeMB, roundTripMs }) => `${sizeMB} ${roundTripMs}`;
  const keys = [...new Set(plan.map(keyOf))];
  return plan
    .flatMap((entry) => Array.from({ length: entry.rounds }, (_, round) => ({ ...entry, round })))
    .sort((one, other) => keys.indexOf(keyOf(one)) - keys.indexOf(keyOf(other)) || one.round - other.round);
}

function summary(rows) {
  const rate = (name, { sizeMB, roundTripMs }) => {
    const same = rows.filter((row) => row.name === name && row.sizeMB === sizeMB && row.roundTripMs === roundTripMs);
    const rates = same.map(({ mbPerSecond }) => mbPerSecond).filter((value) => value !== undefined);
    return rates.length === 0 ? undefined : rounded(median(rates), 2);
  };
  const seen = new Map(rows.map((row) => [`${row.name} ${row.sizeMB} ${row.roundTripMs}`, row]));
  return [...seen.values()].map((row) => {
    const { name, sizeMB, roundTripMs } = row;
    const own = rate(name, row);
    // It does not go faster with a larger file, and would take half an hour for it.
    const ancestor = rate('ancestor', { sizeMB: Math.min(sizeMB, 20), roundTripMs });
    const toBare = ratio(own, rate('bare', row));
    return { roundTripMs, sizeMB, name, mbPerSecond: own ?? 'cut off', toBare, toAncestor: ratio(own, ancestor) };
  });
}

function ratio(one, other) {
  return one === undefined || other === undefined ? undefined : rounded(one / other, 2);
}

function save(report) {
  const results = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'files-delay.json'), `${JSON.stringify(report, null, 2)}\n`);
}
