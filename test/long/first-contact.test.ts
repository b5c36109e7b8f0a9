import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { RoomOptions } from '../../src/index.js';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';
import { LIGHT, visitor, Visitor } from '../e2e/visitor.js';

const ROUNDS = 20;

const stage = await Stage.open();
after(() => stage.close());

// In Chromium two first offers of different shape that cross break the data channels for good: hence who may make it.
const PAIRS: readonly { title: string; first: RoomOptions; second: RoomOptions }[] = [
  { title: 'one with media, one with data only', first: LIGHT, second: { session: 'data' } },
  { title: 'one with media, one that sends nothing', first: LIGHT, second: { noCapture: true } },
  { title: 'both with media', first: LIGHT, second: LIGHT },
];

for (const { title, first, second } of PAIRS) {
  test(`${ROUNDS} times two people join in the same instant, ${title}: connected each time`, async (t) => {
    const [ada, ben] = [await visitor(stage, t), await visitor(stage, t)];
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `${title} ${round}`;
      const joins = [() => ada.join({ ...first, name }), () => ben.join({ ...second, name })];
      // Whoever is asked first mostly arrives first.
      if (round % 2 === 1) joins.reverse();
      await Promise.all(joins.map((join) => join()));
      await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
      await talk(ada, ben, `round ${round}`);
      await Promise.all([ada, ben].map((person) => person.run(() => window.room.leave(), null)));
    }
  });
}

test(`${ROUNDS} times both renegotiate in the same instant: stable again each time, and messages pass`, async (t) => {
  const [ada, ben] = [await visitor(stage, t), await visitor(stage, t)];
  for (const person of [ada, ben]) await person.join({ ...LIGHT, name: 'glare' });
  await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
  for (const person of [ada, ben]) await person.run(countOwnOffers, null);
  for (let round = 0; round < ROUNDS; round += 1) {
    const [before] = await Promise.all([ada, ben].map(credentials));
    await Promise.all([ada, ben].map((person) => person.run(restart, null)));
    await until(
      'both to agree on new credentials',
      () => Promise.all([credentials(ada), credentials(ben)]),
      ([ours, theirs]) =>
        ours.stable &&
        theirs.stable &&
        ours.local === theirs.remote &&
        theirs.local === ours.remote &&
        ours.local !== before!.local,
    );
    await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
    await talk(ada, ben, `glare ${round}`);
  }
  const offers = await Promise.all([ada, ben].map((person) => person.run(() => document.title, null)));
  assert.ok(
    Number(offers[0]) + Number(offers[1]) > ROUNDS,
    `no two offers ever crossed: ${offers.join(' and ')} were made`,
  );
});

test('candidates that got lost on their way are asked for again, so that two people are connected after all', async (t) => {
  const pages = [await stage.page(t, 'controller.html'), await stage.page(t, 'controller.html')];
  const [ada, ben] = pages.map((page) => Visitor.on(page)) as [Visitor, Visitor];
  for (const page of pages) {
    await page.clock.install();
    await page.evaluate(() => {
      type Add = (this: RTCPeerConnection, candidate?: RTCIceCandidateInit | null) => Promise<void>;
      const add: Add = Reflect.get(RTCPeerConnection.prototype, 'addIceCandidate');
      Object.assign(RTCPeerConnection.prototype, {
        addIceCandidate(this: RTCPeerConnection, candidate?: RTCIceCandidateInit | null) {
          return document.title === 'found' ? add.call(this, candidate) : Promise.resolve();
        },
      });
    });
  }
  for (const person of [ada, ben]) await person.join({ ...LIGHT, name: 'lost candidates' });
  // Each has the other's description, and nothing else is on its way.
  const gathered = (person: Visitor) =>
    person.run(() => {
      const other = window.room.state.participants.find(({ self }) => !self);
      const connection = other && window.room.connectionTo(other.userId);
      return connection?.iceGatheringState === 'complete' && connection.currentRemoteDescription !== null;
    }, null);
  await until(
    'both to have told their candidates',
    () => Promise.all([gathered(ada), gathered(ben)]),
    (all) => all.every(Boolean),
  );
  const { participants } = await ada.state();
  assert.equal(participants[1]?.connection, 'connecting');
  for (const person of [ada, ben]) {
    await person.run(() => {
      document.title = 'found';
    }, null);
  }
  // One side's patience ends first, and by the same clock its line to the service: the new offer goes out after the return.
  await pages[0]!.clock.fastForward(15_000);
  await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
  await talk(ada, ben, 'after all');
});

async function talk(ada: Visitor, ben: Visitor, text: string): Promise<void> {
  await Promise.all([ada.say(`${text} from Ada`), ben.say(`${text} from Ben`)]);
  await Promise.all([ada.untilTold(`${text} from Ben`), ben.untilTold(`${text} from Ada`)]);
}

interface Credentials {
  readonly stable: boolean;
  readonly local: string;
  readonly remote: string;
}

/** The ICE name fragments in use: another one after each restart. */
function credentials(visitor: Visitor): Promise<Credentials> {
  return visitor.run(() => {
    const other = window.room.state.participants.find(({ self }) => !self)!;
    const { currentLocalDescription, currentRemoteDescription, signalingState } = window.room.connectionTo(
      other.userId,
    )!;
    const fragmentOf = (description: RTCSessionDescription | null) =>
      /^a=ice-ufrag:(.+)$/m.exec(description?.sdp ?? '')?.[1]?.trim() ?? '';
    return {
      stable: signalingState === 'stable',
      local: fragmentOf(currentLocalDescription),
      remote: fragmentOf(currentRemoteDescription),
    };
  }, null);
}

function restart(): void {
  const other = window.room.state.participants.find(({ self }) => !self)!;
  window.room.connectionTo(other.userId)!.restartIce();
}

/** In the page's title: how many offers this side has made. */
function countOwnOffers(): void {
  const other = window.room.state.participants.find(({ self }) => !self)!;
  const connection = window.room.connectionTo(other.userId)!;
  document.title = '0';
  connection.addEventListener('signalingstatechange', () => {
    if (connection.signalingState === 'have-local-offer') document.title = String(Number(document.title) + 1);
  });
}
