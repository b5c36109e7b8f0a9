// `node bench/files-swarm.mjs [MB:receivers:MB/s,…]`: seconds until the last of several receivers has a file, from a sender with
// a thin uplink, when the receivers pass on to each other what they have, and when they do not.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfNeeded } from '../scripts/install.mjs';
import { root } from '../scripts/root.mjs';

const MB = 1_000_000;
const [only] = process.argv.slice(2);
/** A thinner uplink too, and a file as much smaller: seven pages that pass on 5 MB/s each can be more than the machine bears. */
const PLAN = (only ?? '50:1:5,50:3:5,50:7:5,10:1:1,10:3:1,10:7:1').split(',').map((triple) => {
  const [sizeMB, receivers, uplinkMBps = 5] = triple.split(':').map(Number);
  return { sizeMB, receivers, uplinkMBps };
});

if (!only) await installIfNeeded();
const { chromium } = await import('playwright-core');
const { CHROMIUM_FLAGS, findChromium } = await import('../scripts/browser.mjs');
const { startOurs } = await import('./files/contestants.mjs');
const { load, machine } = await import('./join/machine.mjs');
const { coresBetween, processorTime } = await import('./media/processor-time.mjs');
const { cap } = await import('./files/uplink.mjs');
const { fileOf } = await import('./files/file-of.mjs');

if (!existsSync(join(root, 'dist/core.js'))) throw new Error('Build first: node scripts/build.mjs');
const lifetime = new AbortController();
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: [
    ...CHROMIUM_FLAGS,
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-backgrounding-occluded-windows',
  ],
});
try {
  const loadBefore = load();
  const { pageUrl } = await startOurs(lifetime.signal);
  const results = [];
  for (const planned of PLAN) {
    for (const swarm of planned.receivers === 1 ? [true] : [true, false]) {
      const row = { ...planned, swarm, ...(await play(pageUrl, { ...planned, swarm })), load: load() };
      results.push(row);
      console.log(JSON.stringify(row));
    }
  }
  const summary = results.map((row) => {
    const isAlone = (one) => one.receivers === 1 && one.sizeMB === row.sizeMB && one.uplinkMBps === row.uplinkMBps;
    const alone = results.find(isAlone)?.lastSeconds;
    return { ...row, toOne: alone && Math.round((row.lastSeconds / alone) * 100) / 100 };
  });
  console.table(summary);
  if (!only) {
    const environment = { ...machine(browser), loadBefore, loadAfter: load() };
    const folder = fileURLToPath(new URL('results', import.meta.url));
    mkdirSync(folder, { recursive: true });
    const report = { measuredOn: new Date().toISOString().slice(0, 10), machine: environment, summary };
    writeFileSync(join(folder, 'files-swarm.json'), `${JSON.stringify(report, null, 2)}\n`);
  }
} finally {
  lifetime.abort();
  await browser.close();
}

/**
 * Seconds until the first and the last receiver has the verified file, how many files' worth left the sender, and how many
 * cores the browser had in use meanwhile.
 */
async function play(pageUrl, { sizeMB, receivers, uplinkMBps, swarm }) {
  const devtools = await browser.newBrowserCDPSession();
  const contexts = [];
  const open = async (script, argument) => {
    const context = await browser.newContext();
    contexts.push(context);
    if (script) await context.addInitScript(script, argument);
    const page = await context.newPage();
    await page.goto(pageUrl);
    await page.waitForFunction(() => globalThis.contestant !== undefined);
    return page;
  };
  try {
    const room = `swarm-${sizeMB}-${receivers}-${uplinkMBps}-${swarm}`;
    const sender = await open(cap, uplinkMBps * MB);
    await sender.evaluate((name) => globalThis.contestant.open(name), room);
    const others = [];
    for (let index = 0; index < receivers; index += 1) {
      const page = await open();
      await page.evaluate((name) => globalThis.contestant.join(name), room);
      others.push(page);
    }
    for (const page of [sender, ...others]) {
      await page.evaluate((count) => globalThis.contestant.connected(count), receivers);
    }
    const input = await sender.evaluateHandle(() => {
      const element = document.createElement('input');
      element.type = 'file';
      document.body.append(element);
      return element;
    });
    await input.setInputFiles(fileOf(sizeMB * MB));
    const received = others.map((page) =>
      page.evaluate(async () => {
        await globalThis.contestant.received();
        return performance.timeOrigin + performance.now();
      }),
    );
    const usedBefore = await processorTime(devtools);
    const startedAt = await sender.evaluate(
      ([element, isShared]) => {
        const { controller } = globalThis.state;
        const to = controller.state.participants.filter(({ self }) => !self).map(({ userId }) => userId);
        void controller.sendFile(element.files[0], isShared ? {} : { to });
        return performance.timeOrigin + performance.now();
      },
      [input, swarm],
    );
    const times = (await Promise.all(received)).map((at) => (at - startedAt) / 1000);
    const { cores } = coresBetween(usedBefore, await processorTime(devtools), Math.max(...times));
    const sentBytes = await sender.evaluate(() => globalThis.uplink.sentBytes);
    return {
      firstSeconds: Math.round(Math.min(...times) * 10) / 10,
      lastSeconds: Math.round(Math.max(...times) * 10) / 10,
      filesSent: Math.round((sentBytes / (sizeMB * MB)) * 100) / 100,
      coresInUse: Math.round(cores * 10) / 10,
    };
  } finally {
    await devtools.detach();
    for (const context of contexts) await context.close();
  }
}
