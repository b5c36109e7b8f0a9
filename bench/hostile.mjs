// `npm run bench:hostile`: the same hostile packets to RTCMultiConnection's service and to ours, each to a fresh process.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from '../scripts/install.mjs';
import { root } from '../scripts/root.mjs';

await installIfNeeded();
const { installAncestor } = await import('./join/ancestor-install.mjs');
const { PROBES } = await import('./hostile/probes.mjs');
const { Service } = await import('./server/service.mjs');

const ancestorFolder = await installAncestor();
const SERVICES = {
  ancestor: () =>
    Service.start(fileURLToPath(new URL('join/ancestor-server.mjs', import.meta.url)), { args: [ancestorFolder] }),
  ours: () =>
    Service.start(join(root, 'build/server/main.js'), { environment: { RTC_STATE_DIR: 'memory', RTC_STUN_PORT: '0' } }),
};

const rows = [];
console.log(row('', 'rtcmulticonnection-server 1.3.3', 'ours'));
for (const probe of PROBES) {
  const outcome = {
    probe: probe.title,
    ancestor: await outcomeOf(probe, 'ancestor'),
    ours: await outcomeOf(probe, 'ours'),
  };
  rows.push(outcome);
  console.log(row(outcome.probe, outcome.ancestor, outcome.ours));
}
const folder = fileURLToPath(new URL('results', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'hostile.json'), `${JSON.stringify(rows, null, 2)}\n`);
process.exit();

async function outcomeOf(probe, name) {
  const service = await SERVICES[name]();
  try {
    return await probe[name]({ url: service.url, isAlive: () => service.isAlive, usage: () => service.usage() });
  } finally {
    await service.stop();
  }
}

function row(title, ancestor, ours) {
  return `${title.padEnd(62)}  ${ancestor.padEnd(48)}  ${ours}`;
}
