import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { RoomOptions } from '../../src/index.js';
import { Stage } from './stage.js';
import { until } from './until.js';
import { LIGHT, visitor, type Visitor } from './visitor.js';

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
