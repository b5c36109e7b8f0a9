import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { inboundFlows } from '../../e2e/flows.js';
import { Stage } from '../../e2e/stage.js';
import { until } from '../../e2e/until.js';
import { Visitor } from '../../e2e/visitor.js';
import { within } from '../tools/within.js';

const stage = await Stage.open();
after(() => stage.close());

interface Caller {
  readonly visitor: Visitor;
  readonly line: CDPSession;
}

/**
 * Somebody on a page whose line can be made worse. Chromium's emulation reaches WebRTC only where there were conditions
 * already when its sockets were made, and while they name a delay.
 */
async function caller(t: TestContext, name: string): Promise<Caller> {
  const page: Page = await stage.page(t, 'controller.html');
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  const one = { visitor: Visitor.on(page), line };
  await emulate(one, {});
  await one.visitor.join({ name, resolution: '360p', frameRate: 15 });
  return one;
}

interface Conditions {
  readonly kbps?: number;
}

const BYTES_PER_KBIT = 125;
const FAST_KBPS = 50_000;

async function emulate({ line }: Pick<Caller, 'line'>, { kbps = FAST_KBPS }: Conditions) {
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 1,
    downloadThroughput: FAST_KBPS * BYTES_PER_KBIT,
    uploadThroughput: kbps * BYTES_PER_KBIT,
    packetQueueLength: 60,
  });
}

async function together(t: TestContext): Promise<[Caller, Caller]> {
  const ada = await caller(t, t.name);
  const ben = await caller(t, t.name);
  await Promise.all([ada.visitor.untilConnected(1), ben.visitor.untilConnected(1)]);
  return [ada, ben];
}

const counted = async ({ visitor }: Caller, kind: string): Promise<number> => {
  const flows = await inboundFlows(visitor);
  return flows.find((flow) => flow.kind === kind)?.count ?? 0;
};

const sending = async ({ visitor }: Caller) => (await visitor.state()).sending;

test('a line of 150 kbit/s: sound stays, pictures are fewer within 10 s, and all are back 30 s after', async (t) => {
  const [ada, ben] = await together(t);
  await until(
    'pictures',
    () => counted(ben, 'video'),
    (count) => count > 20,
  );
  await emulate(ada, { kbps: 150 });
  const downMs = await within(
    10_000,
    'fewer pictures',
    () => sending(ada),
    ({ picture }) => picture !== 'full',
  );
  const before = await counted(ben, 'audio');
  await within(
    15_000,
    'ten seconds of sound',
    () => counted(ben, 'audio'),
    (count) => count - before >= 400,
  );
  await emulate(ada, {});
  const upMs = await within(
    40_000,
    'all pictures',
    () => sending(ada),
    ({ picture }) => picture === 'full',
  );
  t.diagnostic(`pictures reduced after ${Math.round(downMs)} ms, back ${Math.round(upMs)} ms after the line was`);
  assert.ok(upMs <= 30_000, `${upMs} ms`);
});
