import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { untilSeenAndHeard } from './flows.js';
import { Stage } from './stage.js';
import { until } from './until.js';
import { LIGHT, visitor, type Visitor } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

/** Within this nobody sees or hears an ejected person any more. */
const OUT_WITHIN_MS = 1_000;

declare global {
  interface Window {
    watched: RTCPeerConnection | undefined;
    channels: RTCDataChannel[];
  }
}

test('the media of somebody who is ejected stop at every peer within a second', async (t) => {
  const [ada, ben, eve] = await Promise.all([visitor(stage, t), visitor(stage, t), visitor(stage, t)]);
  for (const person of [ada, ben, eve]) await person.join({ ...LIGHT, name: t.name });
  await Promise.all([untilSeenAndHeard(ada, [ben, eve]), untilSeenAndHeard(ben, [ada, eve])]);
  const userId = await eve.userId();
  for (const person of [ada, ben]) {
    await person.run((id) => void (window.watched = window.room.connectionTo(id)), userId);
  }
  const ejectedAt = performance.now();
  await ada.run((id) => window.room.eject(id), userId);
  // What is closed decodes nothing, whatever the other side goes on sending.
  const states = () => Promise.all([ada, ben].map((person) => person.run(() => window.watched?.connectionState, null)));
  await until('no connection with the ejected', states, (all) => all.every((state) => state === 'closed'));
  const tookMs = performance.now() - ejectedAt;
  assert.ok(tookMs < OUT_WITHIN_MS, `${Math.round(tookMs)} ms`);
  await eve.until('out', ({ status }) => status === 'left');
  await untilSeenAndHeard(ada, [ben]);
});

test('nobody obeys a peer that orders over the data channels what only the service may', async (t) => {
  const [ada, ben, mallory] = await Promise.all([visitor(stage, t), visitor(stage, t), visitor(stage, t)]);
  await mallory.run(() => {
    window.channels = [];
    const make = RTCPeerConnection.prototype.createDataChannel;
    RTCPeerConnection.prototype.createDataChannel = function (...args) {
      const channel = make.apply(this, args);
      window.channels.push(channel);
      return channel;
    };
  }, null);
  for (const person of [ada, ben, mallory]) await person.join({ ...LIGHT, name: t.name });
  await Promise.all([untilSeenAndHeard(ada, [ben, mallory]), untilSeenAndHeard(ben, [ada, mallory])]);
  const ids = await Promise.all([ada, ben].map((person) => person.userId()));
  const sent = await mallory.run(
    ([users, room]) => {
      const control = window.channels.filter(({ label, readyState }) => label === 'control' && readyState === 'open');
      const orders = users.flatMap((userId) => [
        { type: 'kick', userId },
        { type: 'eject', userId, ban: true },
        { type: 'mute', userId, kind: 'audio' },
        ...['audio', 'video'].map((kind) => ({ type: 'member:mute-requested', room, from: userId, kind })),
        { type: 'room:ended', room, reason: 'ejected', by: userId },
        { type: 'participant-left', room, sequence: 1_000, userId, reason: 'ejected' },
      ]);
      for (const channel of control) for (const order of orders) channel.send(JSON.stringify(order));
      return control.length * orders.length;
    },
    [ids, t.name] as const,
  );
  assert.equal(sent, 2 * 14);
  await obeyNothing([ada, ben], mallory);
});

/** What comes after the orders, by the same ways, is heard; and all are there, with microphone and camera on. */
async function obeyNothing(people: readonly Visitor[], mallory: Visitor): Promise<void> {
  await mallory.run(() => window.room.setMicrophone(false), null);
  const id = await mallory.userId();
  for (const person of people) {
    const { status, participants } = await person.until('the news of the microphone', (state) => {
      const sender = state.participants.find(({ userId }) => userId === id);
      return sender?.streams.some(({ source, muted }) => source === 'microphone' && muted.audio) === true;
    });
    assert.deepEqual([status, participants.length], ['joined', 3]);
    const own = participants.find(({ self }) => self)!.streams.map(({ source, muted }) => [source, muted]);
    assert.deepEqual(own.map(([source]) => source).sort(), ['camera', 'microphone']);
    assert.ok(own.every(([, muted]) => typeof muted === 'object' && !muted.audio && !muted.video));
  }
}
