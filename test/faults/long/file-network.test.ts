import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { receivedDigest } from '../../e2e/files.js';
import { Stage } from '../../e2e/stage.js';
import { Visitor } from '../../e2e/visitor.js';
import { BrowserElsewhere } from '../tools/browser-elsewhere.js';
import { bytesOf, offersHeard, sendSlowly, untilBytes } from '../tools/file-under-way.js';
import { mayMakeNetworks, Networks, SERVICE_ADDRESS } from '../tools/networks.js';
import { ServiceProcess } from '../tools/service-process.js';

const FILE = { name: 'moving.bin', sizeBytes: 20_000_000 };
/** Longer than a browser takes to call a way disconnected, shorter than until it calls it failed. */
const AWAY_MS = 8_000;

const skip = (await mayMakeNetworks()) ? false : 'needs root and network namespaces';
const stage = await Stage.open();
after(() => stage.close());

test(
  'the network of a receiver goes for 8 s, and later changes: the file goes on each time, and is whole without a question',
  { skip },
  async (t) => {
    const networks = await Networks.create(t);
    const service = await ServiceProcess.start(t, { HOST: '0.0.0.0' }, Networks.in(networks.staying));
    const people: Visitor[] = [];
    for (const namespace of [networks.staying, networks.moving]) {
      const browser = await BrowserElsewhere.open(t, stage, namespace);
      people.push(Visitor.on(await browser.page('controller.html')));
    }
    const [ada, ben] = people as [Visitor, Visitor];
    const server = `http://${SERVICE_ADDRESS}:${service.port}`;
    const digest = await sendSlowly({ ada, ben }, { ...FILE, room: 'moving', server });

    await networks.leave();
    await delay(AWAY_MS);
    const stuckAt = await bytesOf(ben);
    assert.ok(stuckAt < FILE.sizeBytes, 'the network went before the file had come');
    await networks.comeBack();
    const cameBackAt = performance.now();
    assert.ok((await untilBytes(ben, stuckAt + 2_000_000)) < FILE.sizeBytes);
    t.diagnostic(`went on ${Math.round(performance.now() - cameBackAt)} ms after the network was back`);
    await networks.move();

    assert.equal(await receivedDigest(ben, FILE.name), digest);
    await ben.untilHeard('rtc-file-received', ({ treeHash }) => typeof treeHash === 'string');
    await ada.untilHeard('rtc-file-sent');
    assert.equal(await offersHeard(ben), 1, 'asked once');
  },
);
