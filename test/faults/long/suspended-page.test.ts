import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { inboundFlows, nameOf, untilSeenAndHeard, type Flow } from '../../e2e/flows.js';
import { Stage } from '../../e2e/stage.js';
import { LIGHT, Visitor } from '../../e2e/visitor.js';
import { pageOf } from '../tools/caller.js';
import { rendererIds } from '../tools/renderers.js';
import { ServiceProcess } from '../tools/service-process.js';
import { within } from '../tools/within.js';

/** Less than a membership is kept for, more than a connection can do without. */
const ASLEEP_MS = 15_000;

// A browser of its own for whoever sleeps: nobody else's page may share its process.
const [stage, bed] = await Promise.all([Stage.open(), Stage.open()]);
after(async () => {
  await bed.close();
  await stage.close();
});

test(
  'a page is suspended for 15 s, as by a closed lid, and wakes: the same people see and hear each other again',
  { timeout: 180_000 },
  async (t) => {
    const service = await ServiceProcess.start(t);
    const options = { ...LIGHT, name: 'asleep', server: service.url };
    const [sleeping, waking] = [await pageOf(bed, t), await pageOf(stage, t)];
    const [ada, ben] = [Visitor.on(sleeping), Visitor.on(waking)];
    for (const person of [ada, ben]) await person.join(options);
    await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
    const ids = await Promise.all([ada.userId(), ben.userId()]);

    const processes = await rendererIds(sleeping);
    assert.ok(processes.length > 0);
    for (const id of processes) process.kill(id, 'SIGSTOP');
    let before: Flow[];
    try {
      const noticedMs = await within(
        ASLEEP_MS,
        'the other side to notice',
        async () => (await ben.state()).participants.find(({ self }) => !self)?.connection,
        (connection) => connection !== 'connected',
      );
      t.diagnostic(`noticed after ${noticedMs} ms`);
      await delay(ASLEEP_MS - noticedMs);
      before = await inboundFlows(ben);
    } finally {
      for (const id of processes) process.kill(id, 'SIGCONT');
    }

    const backMs = await within(
      30_000,
      'pictures and sound again',
      () => inboundFlows(ben),
      (flows) => flows.length === 2 && flows.every((flow) => flow.count > countBefore(before, nameOf(flow)) + 3),
    );
    t.diagnostic(`back ${backMs} ms after it woke`);
    await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
    await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
    assert.deepEqual(await Promise.all([ada.userId(), ben.userId()]), ids, 'the same people');
    const types = await ben.run(() => window.heard.map(({ type }) => type), null);
    assert.ok(!types.includes('rtc-participant-left'), types.join(' '));
  },
);

/** A connection that was made anew counts from nothing. */
function countBefore(flows: readonly Flow[], name: string): number {
  return flows.find((flow) => nameOf(flow) === name)?.count ?? 0;
}
