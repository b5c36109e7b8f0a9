// `npm run bench:server`: what a joined socket and a relayed signal cost the service, ours beside a bare socket.io service
// and RTCMultiConnection's. Arguments: sockets (5000), signals a second (1000).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from '../scripts/install.mjs';

const COUNT = Number(process.argv[2] ?? 5_000);
const PER_SECOND = Number(process.argv[3] ?? 1_000);
const ROOM_SIZES = [4, 50];
const RELAY_SECONDS = 10;
/** Members who talk while the others sit there. */
const TALKERS = 400;
/** Aims, as a part of the bare service's figure. */
const AIMS = { cpuMsPerJoin: 1.25, rssPerSocket: 1.4 };

await installIfNeeded();
const { installAncestor } = await import('./join/ancestor-install.mjs');
const { availableParallelism, cpus, loadavg } = await import('node:os');
const { contestants } = await import('./server/contestants.mjs');
const { fill, relay } = await import('./server/load.mjs');

const machine = { cores: availableParallelism(), processor: cpus()[0]?.model.trim(), node: process.version };
const loadBefore = loadavg()[0];
const rows = [];
for (const perRoom of ROOM_SIZES) {
  for (const contestant of contestants(await installAncestor())) {
    const row = {
      rooms: perRoom,
      name: contestant.name,
      title: contestant.title,
      ...(await measure(contestant, perRoom)),
    };
    rows.push(row);
    console.log(line(row));
  }
}
for (const perRoom of ROOM_SIZES) console.log(verdict(perRoom));
const report = {
  measuredOn: new Date().toISOString().slice(0, 10),
  machine,
  loadBefore,
  loadAfter: loadavg()[0],
  rows,
};
const folder = fileURLToPath(new URL('results', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'server.json'), `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify({ ...machine, loadBefore, loadAfter: report.loadAfter }));
process.exit();

async function measure(contestant, perRoom) {
  const service = await contestant.start();
  try {
    // Compiles what is hot, and takes the memory the first sockets take once.
    const warm = await fill({ contestant, url: service.url, count: 300, perRoom });
    for (const { socket } of warm) socket.disconnect();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const before = await service.usage();
    const beganAt = performance.now();
    const members = await fill({ contestant, url: service.url, count: COUNT, perRoom });
    const seconds = (performance.now() - beganAt) / 1_000;
    const after = await service.usage();
    const talkers = members.slice(0, TALKERS);
    const latencies = await relay({ contestant, members: talkers, perSecond: PER_SECOND, seconds: RELAY_SECONDS });
    const afterRelay = await service.usage();
    for (const { socket } of members) socket.disconnect();
    const sorted = latencies.sort((a, b) => a - b);
    return {
      joinsPerSecond: Math.round(COUNT / seconds),
      cpuMsPerJoin: rounded((after.cpuMs - before.cpuMs) / COUNT, 3),
      rssPerSocket: Math.round((after.rss - before.rss) / COUNT),
      heapPerSocket: Math.round((after.heapUsed - before.heapUsed) / COUNT),
      cpuMsPerSignal: rounded((afterRelay.cpuMs - after.cpuMs) / (PER_SECOND * RELAY_SECONDS), 3),
      relayMs: { p50: rounded(at(sorted, 0.5), 2), p99: rounded(at(sorted, 0.99), 2) },
      lost: PER_SECOND * RELAY_SECONDS - sorted.length,
    };
  } finally {
    await service.stop();
  }
}

function line({ rooms, title, ...row }) {
  return [
    `rooms of ${rooms}`.padEnd(12),
    title.padEnd(34),
    `${row.joinsPerSecond} joins/s`.padStart(14),
    `${row.cpuMsPerJoin} ms/join`.padStart(15),
    `${kilobytes(row.rssPerSocket)} rss`.padStart(14),
    `${kilobytes(row.heapPerSocket)} heap`.padStart(15),
    `relay ${row.relayMs.p50} / ${row.relayMs.p99} ms`.padStart(24),
    row.lost === 0 ? '' : ` ${row.lost} lost`,
  ].join('');
}

function verdict(perRoom) {
  const of = (name) => rows.find((row) => row.rooms === perRoom && row.name === name);
  const parts = Object.entries(AIMS).flatMap(([figure, aim]) =>
    ['ours', 'memory'].flatMap((name) =>
      ['bare', 'telling'].map((other) => {
        const ratio = rounded(of(name)[figure] / of(other)[figure], 2);
        return `  ${figure} ${name}/${other} ${ratio} (aim ≤ ${aim}: ${ratio <= aim ? 'met' : 'missed'})`;
      }),
    ),
  );
  return [`rooms of ${perRoom}:`, ...parts].join('\n');
}

function at(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function kilobytes(bytes) {
  return `${rounded(bytes / 1_024, 1)} KB`;
}

function rounded(value, digits) {
  return Number(value.toFixed(digits));
}
