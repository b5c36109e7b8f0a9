import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { TestContext } from 'node:test';
import { Stage } from '../../e2e/stage.js';
import { untilSeenAndHeard } from '../../e2e/flows.js';
import { until } from '../../e2e/until.js';
import { LIGHT, Visitor } from '../../e2e/visitor.js';
import { caller, pageOf } from '../tools/caller.js';
import { ServiceProcess } from '../tools/service-process.js';
import { TcpProxy } from '../tools/tcp-proxy.js';
import { within } from '../tools/within.js';

declare global {
  interface Window {
    /** Lets the page answer; there while an answer is held back. */
    answerNow: (() => void) | undefined;
  }
}

const stage = await Stage.open();
after(() => stage.close());

interface Pair {
  readonly service: ServiceProcess;
  /** In front of the service, for Ada alone. */
  readonly proxy: TcpProxy;
  /** Has an offer and has not answered it. */
  readonly ada: Visitor;
  readonly ben: Visitor;
}

test('the service is killed after the offer and before the answer: the pair is connected 5 s after its return', async (t) => {
  const { service, ada, ben } = await betweenOfferAndAnswer(t);
  await service.kill();
  await answer(ada);
  await untilPair(t, service, [ada, ben]);
});

test('the answer is lost on its way to a service that is killed: the pair is connected 5 s after its return', async (t) => {
  const { service, proxy, ada, ben } = await betweenOfferAndAnswer(t);
  proxy.silence();
  await answer(ada);
  await service.kill();
  proxy.cut();
  await untilPair(t, service, [ada, ben]);
});

async function betweenOfferAndAnswer(t: TestContext): Promise<Pair> {
  const service = await ServiceProcess.start(t);
  const proxy = await TcpProxy.start(t, service.port);
  const ada = Visitor.on(await pageOf(stage, t, holdAnswers));
  await ada.join({ ...LIGHT, name: 'pair', server: proxy.url });
  const { visitor: ben } = await caller(stage, t, { name: 'pair', server: service.url });
  await until(
    'an offer that waits for its answer',
    () => ada.run(() => window.answerNow !== undefined, null),
    (isHeld) => isHeld,
  );
  return { service, proxy, ada, ben };
}

async function answer(ada: Visitor): Promise<void> {
  await ada.run(() => window.answerNow?.(), null);
  await until(
    'the answer',
    () => ada.run(signalingState, null),
    (state) => state === 'stable',
  );
}

async function untilPair(t: TestContext, service: ServiceProcess, pair: readonly [Visitor, Visitor]): Promise<void> {
  await service.up();
  const states = () => Promise.all(pair.map((person) => person.run(connectionStates, null)));
  const tookMs = await within(5_000, 'the pair', states, (both) => both.every((state) => state === 'connected'));
  const [ada, ben] = pair;
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
  await ada.say('hello');
  await ben.untilTold('hello');
  for (const person of pair) assert.equal((await person.state()).participants.length, 2);
  t.diagnostic(`connected ${tookMs} ms after the service was back`);
}

/** In the page, before its own scripts: an offer is taken and not answered until the test says so. */
function holdAnswers(): void {
  const { prototype } = RTCPeerConnection;
  type SetDescription = (this: RTCPeerConnection, ...given: unknown[]) => Promise<void>;
  const setLocalDescription = Reflect.get(prototype, 'setLocalDescription') as SetDescription;
  let isHolding = true;
  const holding: SetDescription = async function (...given) {
    if (isHolding && this.signalingState === 'have-remote-offer') {
      await new Promise<void>((resolve) => (window.answerNow = resolve));
      isHolding = false;
    }
    await setLocalDescription.apply(this, given);
  };
  Reflect.set(prototype, 'setLocalDescription', holding);
}

function signalingState(): string | undefined {
  const other = window.room.state.participants.find(({ self }) => !self);
  return other && window.room.connectionTo(other.userId)?.signalingState;
}

function connectionStates(): string | undefined {
  return window.room.state.participants.find(({ self }) => !self)?.connection;
}
