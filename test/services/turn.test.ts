import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { after, test } from 'node:test';
import type { TestContext } from 'node:test';
import { turnServer } from '../../server/ice/turn-credentials.js';
import { build } from '../../server/testing/app-under-test.js';
import { Stage } from '../e2e/stage.js';
import { inboundFlows, untilGrown, untilSeenAndHeard } from '../e2e/flows.js';
import { until } from '../e2e/until.js';
import { LIGHT, Visitor } from '../e2e/visitor.js';
import { pageOf } from '../faults/tools/caller.js';
import { Coturn } from './coturn.js';
import { firefoxVisitor, launchFirefox } from './firefox.js';
import { relayRoute } from './relay-route.js';
import { TurnClient } from './turn-client.js';

const TIMEOUT = { timeout: 120_000 };
const SECRET = 'secret-secret-secret-secret-secret';
const UNAUTHORIZED = 401;
/** A call by nothing but a relay is up so soon after the second person’s join. */
const UP_WITHIN_MS = 2_000;

const [stage, firefox] = await Promise.all([Stage.open(), launchFirefox()]);
after(async () => {
  await firefox.close();
  await stage.close();
});

/** A service with these relays. */
async function serviceWith(t: TestContext, urls: readonly string[], ttlSeconds = 600): Promise<string> {
  const { url } = await build(t, { turn: { urls, secrets: [SECRET], ttlSeconds } });
  return url;
}

/** A page that outlives its service for a moment. */
async function chromiumVisitor(t: TestContext): Promise<Visitor> {
  return Visitor.on(await pageOf(stage, t));
}

/** `first` is in the room, `second` comes. Resolves with how long it took from its join to the connection, in ms. */
async function callByRelay(server: string, first: Visitor, second: Visitor): Promise<number> {
  const options = { ...LIGHT, server, name: 'relayed', iceTransportPolicy: 'relay' } as const;
  await first.join(options);
  const began = performance.now();
  await second.join(options);
  await Promise.all([first.untilConnected(1), second.untilConnected(1)]);
  const tookMs = Math.round(performance.now() - began);
  await Promise.all([untilSeenAndHeard(first, [second]), untilSeenAndHeard(second, [first])]);
  for (const person of [first, second]) {
    const [other] = (await person.state()).participants.filter(({ self }) => !self);
    assert.equal(other?.relayed, true);
    await person.untilHeard('rtc-connection-change', ({ state, relayed }) => state === 'connected' && relayed === true);
  }
  return tookMs;
}

for (const transport of ['udp', 'tcp'] as const) {
  test(`a call that may only use a relay is up with the service’s credentials, by ${transport}`, TIMEOUT, async (t) => {
    const coturn = await Coturn.start(t, { secrets: [SECRET] });
    const server = await serviceWith(t, [coturn.url(transport)]);
    const [ada, ben] = [await chromiumVisitor(t), await chromiumVisitor(t)];
    const upMs = await callByRelay(server, ada, ben);
    for (const person of [ada, ben]) assert.equal(await person.run(relayRoute, null), `relay ${transport} relay`);
    t.diagnostic(`relay-only call up ${upMs} ms after the second person’s join`);
    assert.ok(upMs <= UP_WITHIN_MS, `${upMs} ms`);
  });
}

test('a call over a relay between Chromium and Firefox', TIMEOUT, async (t) => {
  const coturn = await Coturn.start(t, { secrets: [SECRET] });
  const server = await serviceWith(t, [coturn.url('udp'), coturn.url('tcp')]);
  const ada = await chromiumVisitor(t);
  const ben = await firefoxVisitor(firefox, t, stage.service.origin);
  const upMs = await callByRelay(server, ada, ben);
  assert.match(await ada.run(relayRoute, null), /^relay (udp|tcp) relay$/);
  // Firefox complains of a service that went before its visitor.
  await ben.run(() => window.room.leave(), null);
  t.diagnostic(`relay-only call up ${upMs} ms after the second person’s join`);
  assert.ok(upMs <= UP_WITHIN_MS, `${upMs} ms`);
});

test('where UDP to the relay gets no answer the call goes over TCP', TIMEOUT, async (t) => {
  const coturn = await Coturn.start(t, { secrets: [SECRET] });
  const silent = createSocket('udp4').bind(0, '127.0.0.1');
  t.after(() => silent.close());
  await once(silent, 'listening');
  const blocked = `turn:127.0.0.1:${silent.address().port}?transport=udp`;
  const server = await serviceWith(t, [blocked, coturn.url('tcp')]);
  const [ada, ben] = [await chromiumVisitor(t), await chromiumVisitor(t)];
  const upMs = await callByRelay(server, ada, ben);
  for (const person of [ada, ben]) assert.equal(await person.run(relayRoute, null), 'relay tcp relay');
  // A browser may complain of a service that goes before its visitors.
  for (const person of [ada, ben]) await person.run(() => window.room.leave(), null);
  t.diagnostic(`relay-only call up ${upMs} ms after the second person’s join`);
});

test(
  'who has been there for longer than a credential lasts is connected with newcomers all the same',
  TIMEOUT,
  async (t) => {
    const ttlSeconds = 4;
    const coturn = await Coturn.start(t, { secrets: [SECRET] });
    const server = await serviceWith(t, [coturn.url('udp')], ttlSeconds);
    const [ada, ben] = [await chromiumVisitor(t), await chromiumVisitor(t)];
    const options = { ...LIGHT, server, name: 'late', iceTransportPolicy: 'relay' } as const;
    await ada.join(options);
    const first = turnServer({ urls: [], secrets: [SECRET], ttlSeconds }, 'ada', Date.now());
    await until(
      'the first credential to expire',
      async () => (await TurnClient.open(t, coturn.port, first)).allocate(),
      (answer) => answer === UNAUTHORIZED,
    );
    await ben.join(options);
    await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
    // Connected, and for a moment yet the browser counts no pair of addresses as the one that succeeded.
    await until(
      'the way by the relay',
      () => ada.run(relayRoute, null),
      (route) => route === 'relay udp relay',
    );
  },
);

test(
  'the relay is started again in the middle of a call: other ways are looked for, and the call goes on',
  TIMEOUT,
  async (t) => {
    const coturn = await Coturn.start(t, { secrets: [SECRET] });
    const server = await serviceWith(t, [coturn.url('udp')]);
    const [ada, ben] = [await chromiumVisitor(t), await chromiumVisitor(t)];
    await callByRelay(server, ada, ben);
    await coturn.kill();
    await coturn.up();
    const began = performance.now();
    await Promise.all([ada, ben].map(async (person) => untilGrown(person, await inboundFlows(person))));
    t.diagnostic(`pictures and sound again ${Math.round(performance.now() - began)} ms after the relay was back`);
    await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
    for (const person of [ada, ben]) {
      assert.equal(await person.run(relayRoute, null), 'relay udp relay');
      const told = await person.run(() => window.heard.map(({ type }) => type), null);
      assert.ok(!told.includes('rtc-participant-left'), told.join(' '));
    }
  },
);
