import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { Source } from '../../src/index.js';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';
import { visitor, type Visitor } from '../e2e/visitor.js';
import { firefoxVisitor, launchFirefox } from './firefox.js';
import { VirtualScreen } from './virtual-screen.js';

declare global {
  interface Window {
    /** See e2e/pages/colours.js. */
    picture: (colour: string) => MediaStreamTrack;
    colourOf: (userId: string, source: Source) => Promise<readonly number[] | undefined>;
  }
}

// Firefox finds no screen to share unless it has a window on one.
const screen = await VirtualScreen.open();
const [stage, firefox] = await Promise.all([Stage.open(), launchFirefox({ display: screen.display })]);
after(async () => {
  await firefox.close();
  await Promise.all([stage.close(), screen.close()]);
});

const COLOURS = { red: [255, 0, 0], lime: [0, 255, 0], blue: [0, 0, 255] } as const;
/** What coding and colour spaces may change. */
const TOLERANCE = 70;

async function untilColour(viewer: Visitor, person: Visitor, colour: keyof typeof COLOURS): Promise<void> {
  const userId = await person.userId();
  const wanted = COLOURS[colour];
  await until(
    `the colour ${colour}`,
    () => viewer.run((whose) => window.colourOf(whose, 'custom'), userId),
    (seen) => seen !== undefined && wanted.every((part, index) => Math.abs(part - (seen[index] ?? 0)) < TOLERANCE),
  );
}

/** Waits until what the other publishes is muted, held or neither. */
async function untilShown(viewer: Visitor, person: Visitor, wanted: { muted: boolean; held: boolean }): Promise<void> {
  const userId = await person.userId();
  await viewer.until(`the stream ${JSON.stringify(wanted)}`, ({ participants }) =>
    participants.some(({ userId: whose, streams }) =>
      streams.some(
        ({ source, muted, held }) =>
          whose === userId && source === 'custom' && muted.video === wanted.muted && held === wanted.held,
      ),
    ),
  );
}

/** In this order. The newcomer makes the first offer, so each browser once offers and once answers. */
async function two(t: TestContext, first: 'Chromium' | 'Firefox'): Promise<[Visitor, Visitor]> {
  const chromium = await visitor(stage, t);
  const other = await firefoxVisitor(firefox, t, stage.service.origin);
  const order: [Visitor, Visitor] = first === 'Chromium' ? [chromium, other] : [other, chromium];
  for (const person of order) {
    await person.join({ name: t.name, session: 'audio video screen data', noCapture: true });
  }
  await Promise.all(order.map((person) => person.untilConnected(1)));
  return order;
}

for (const first of ['Chromium', 'Firefox'] as const) {
  test(`streams between Chromium and Firefox, ${first} first: published, replaced and put back, muted, held, withdrawn, both ways`, async (t) => {
    const people = await two(t, first);
    for (const [sender, viewer] of [people, people.toReversed() as typeof people]) {
      const viewerId = await viewer.userId();
      await sender.run(() => window.room.publish(window.picture('red')), null);
      await untilColour(viewer, sender, 'red');

      await sender.run(async () => window.room.replaceTrack('custom', window.picture('lime')), null);
      await untilColour(viewer, sender, 'lime');
      await sender.run((to) => window.room.replaceTrack('custom', window.picture('blue'), { to }), viewerId);
      await untilColour(viewer, sender, 'blue');
      await sender.run((to) => window.room.resetTrack('custom', { to }), viewerId);
      await untilColour(viewer, sender, 'lime');
      await sender.run(() => window.room.resetTrack('custom'), null);
      await untilColour(viewer, sender, 'red');

      await sender.run(() => window.room.streams.select({ local: true }).mute(), null);
      await untilShown(viewer, sender, { muted: true, held: false });
      await sender.run(() => window.room.streams.select({ local: true }).unmute(), null);
      await untilShown(viewer, sender, { muted: false, held: false });

      for (const holder of [sender, viewer]) {
        await holder.run(() => window.room.hold('video'), null);
        await untilShown(viewer, sender, { muted: false, held: true });
        await until(
          'nothing to flow',
          () => flowing(sender),
          (senders) => senders === 0,
        );
        await holder.run(() => window.room.unhold('video'), null);
        await untilShown(viewer, sender, { muted: false, held: false });
        await untilColour(viewer, sender, 'red');
      }

      await sender.run(() => window.room.unpublish('custom'), null);
      await viewer.until('nothing of it', ({ participants }) =>
        participants.every(({ streams }) => streams.length === 0),
      );
    }
  });

  test(`a screen between Chromium and Firefox, ${first} first: shared and stopped, both ways`, async (t) => {
    const people = await two(t, first);
    for (const [presenter, viewer] of [people, people.toReversed() as typeof people]) {
      const userId = await presenter.userId();
      await presenter.run(() => window.room.shareScreen({ maxWidth: 640, frameRate: 5 }), null);
      await until(
        'a picture of the screen',
        () => viewer.run((whose) => window.colourOf(whose, 'screen'), userId),
        (colour) => colour !== undefined,
      );
      await presenter.run(() => window.room.stopScreen(), null);
      await viewer.until('no screen', ({ participants }) => participants.every(({ streams }) => streams.length === 0));
      assert.ok((await presenter.capturing()).every((live) => !live));
    }
  });
}

/** How many media sections of video carry anything, either way. */
function flowing(person: Visitor): Promise<number> {
  return person.run(() => {
    const [other] = window.room.state.participants.filter(({ self }) => !self);
    const transceivers = window.room.connectionTo(other?.userId ?? '')?.getTransceivers() ?? [];
    return transceivers.filter(
      ({ receiver, currentDirection }) => receiver.track.kind === 'video' && currentDirection !== 'inactive',
    ).length;
  }, null);
}
