import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { untilSeenAndHeard } from '../e2e/flows.js';
import { Stage } from '../e2e/stage.js';
import { LIGHT, Visitor } from '../e2e/visitor.js';
import { BrowserElsewhere } from '../faults/tools/browser-elsewhere.js';
import { Networks, SERVICE_ADDRESS, mayMakeNetworks } from '../faults/tools/networks.js';
import { ServiceProcess } from '../faults/tools/service-process.js';
import { Coturn } from './coturn.js';
import { PacketFilter } from './packet-filter.js';
import { relayRoute } from './relay-route.js';

const SECRET = 'secret-secret-secret-secret-secret';

const skip = (await mayMakeNetworks()) ? false : 'needs root and network namespaces';
const stage = await Stage.open();
after(() => stage.close());

test('whose network lets no UDP out is in the call all the same, over a relay by TCP', { skip }, async (t) => {
  const networks = await Networks.create(t);
  const coturn = await Coturn.start(t, { secrets: [SECRET], address: SERVICE_ADDRESS, namespace: networks.staying });
  const urls = [coturn.url('udp'), coturn.url('tcp')].join(',');
  const environment = { HOST: '0.0.0.0', RTC_TURN_URLS: urls, RTC_TURN_SECRET: SECRET };
  const service = await ServiceProcess.start(t, environment, Networks.in(networks.staying));
  const filter = await PacketFilter.withoutUdp(networks.moving, coturn.port);

  const visitorIn = async (namespace: string): Promise<Visitor> => {
    const browser = await BrowserElsewhere.open(t, stage, namespace);
    return Visitor.on(await browser.page('controller.html'));
  };
  const free = await visitorIn(networks.staying);
  const filtered = await visitorIn(networks.moving);
  // What the service says of relays holds, and with no UDP there is no other way.
  const options = { ...LIGHT, name: 'filtered', server: `http://${SERVICE_ADDRESS}:${service.port}` };
  await free.join(options);
  const began = performance.now();
  await filtered.join(options);
  await Promise.all([free.untilConnected(1), filtered.untilConnected(1)]);
  t.diagnostic(`connected ${Math.round(performance.now() - began)} ms after the join`);
  await Promise.all([untilSeenAndHeard(free, [filtered]), untilSeenAndHeard(filtered, [free])]);
  assert.match(await filtered.run(relayRoute, null), /^relay tcp /);
  assert.ok((await filter.dropped()) > 0, 'UDP was tried, and dropped');
});
