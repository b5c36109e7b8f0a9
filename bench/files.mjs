// `node bench/files.mjs [name:MB:rounds,…]`: seconds a file takes from page to page, ours beside a bare loop and others.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from '../scripts/install.mjs';
import { root } from '../scripts/root.mjs';

const MB = 1_000_000;
const [only] = process.argv.slice(2);

/** Ours once more while lines of the chat are sent beside the file: rows of their own, since the others send none. */
const TALKING = 'talking';

/** `name:MB:rounds` for one quick look, or everything. */
const PLAN = only
  ? only.split(',').map((pair) => {
      const [name, sizeMB, rounds = 1] = pair.split(':');
      return { name, sizeMB: Number(sizeMB), rounds: Number(rounds) };
    })
  : [
      ...[20, 200].flatMap((sizeMB) =>
        ['bare', 'ours', 'ancestor', 'peerjs'].map((name) => ({ name, sizeMB, rounds: 3 })),
      ),
      { name: TALKING, sizeMB: 200, rounds: 3 },
      ...['bare', 'ours', 'ancestor', 'peerjs'].map((name) => ({ name, sizeMB: 1_000, rounds: 1 })),
      { name: 'ours', sizeMB: 4_000, rounds: 1 },
    ];

/** Both pages are in use, though one of them is always behind the other. */
const NO_THROTTLING = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];
const LOOPBACK_ONLY = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

if (!only) await installIfNeeded();
const { chromium } = await import('playwright-core');
const { CHROMIUM_FLAGS, findChromium } = await import('../scripts/browser.mjs');
const { installAncestor } = await import('./join/ancestor-install.mjs');
const { startContestants } = await import('./files/contestants.mjs');
const { load, machine } = await import('./join/machine.mjs');
const { playRound } = await import('./files/round.mjs');
const { fileOf } = await import('./files/file-of.mjs');
const { median } = await import('./join/statistics.mjs');

if (!existsSync(join(root, 'dist/core.js'))) throw new Error('Build first: node scripts/build.mjs');
const folder = await installAncestor();
const lifetime = new AbortController();
const launch = {
  executablePath: await findChromium(),
  args: [...CHROMIUM_FLAGS, ...NO_THROTTLING, LOOPBACK_ONLY],
};
const browser = await chromium.launch(launch);
/** A private window has little room for files; a profile of its own, which is gone afterwards, has that of the disk. */
const withProfile = { newContext: () => chromium.launchPersistentContext('', launch) };
const MOST_IN_PRIVATE_MB = 1_000;
const results = [];
try {
  const loadBefore = load();
  const contestants = await startContestants({ folder, signal: lifetime.signal });
  // Contestants take turns, so that a busy minute of the machine does not fall on one of them alone.
  for (const { sizeMB, turns } of groups(PLAN)) {
    for (const { name, round } of turns) {
      const path = fileOf(sizeMB * MB);
      const chat = name === TALKING;
      const contestant = contestants[chat ? 'ours' : name];
      const cutOffMs = contestant === contestants.ours || name === 'bare' ? 600_000 : Math.max(60_000, sizeMB * 150);
      const played = await playRound(sizeMB > MOST_IN_PRIVATE_MB ? withProfile : browser, contestant, {
        room: `${name}-${sizeMB}-${round}`,
        path,
        cutOffMs,
        chat,
      });
      const row = { name, sizeMB, ...played };
      if (row.seconds) row.mbPerSecond = Math.round((sizeMB / row.seconds) * 10) / 10;
      results.push(row);
      console.log(JSON.stringify(row));
    }
  }
  const table = summary(results);
  console.table(table);
  const environment = { ...machine(browser), loadBefore, loadAfter: load() };
  if (!only) save({ measuredOn: new Date().toISOString().slice(0, 10), machine: environment, summary: table, results });
} finally {
  lifetime.abort();
  await browser.close();
}

function groups(plan) {
  const found = new Map();
  for (const { name, sizeMB, rounds } of plan) {
    const group = found.get(sizeMB) ?? { sizeMB, turns: [] };
    for (let round = 0; round < rounds; round += 1) group.turns.push({ name, round });
    found.set(sizeMB, group);
  }
  for (const group of found.values()) group.turns.sort((one, other) => one.round - other.round);
  return found.values();
}

function summary(rows) {
  const sizes = [...new Set(rows.map(({ sizeMB }) => sizeMB))];
  return sizes.flatMap((size) => {
    const group = rows.filter(({ sizeMB }) => sizeMB === size);
    const rate = (name) => {
      const rates = group.filter((row) => row.name === name && row.mbPerSecond).map(({ mbPerSecond }) => mbPerSecond);
      return rates.length === 0 ? undefined : median(rates);
    };
    return [...new Set(group.map(({ name }) => name))].map((name) => ({
      sizeMB: size,
      name,
      mbPerSecond: rate(name) ?? 'cut off',
      toBare: ratio(rate(name), rate('bare')),
      heapMB: Math.max(...group.filter((row) => row.name === name).map(({ heapMB }) => heapMB)),
    }));
  });
}

function ratio(one, other) {
  return one === undefined || other === undefined ? undefined : Math.round((one / other) * 100) / 100;
}

function save(report) {
  const results = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'files.json'), `${JSON.stringify(report, null, 2)}\n`);
}
