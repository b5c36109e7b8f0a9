import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ConnectionHappening } from '../../src/index.js';
import { accept, FIVE_MEGABYTES, offerRandomFile, receivedDigest } from '../e2e/files.js';
import { inboundFlows, untilGrown, untilSeenAndHeard } from '../e2e/flows.js';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';
import { LIGHT, visitor } from '../e2e/visitor.js';
import { firefoxVisitor, launchFirefox } from './firefox.js';

const [stage, firefox] = await Promise.all([Stage.open(), launchFirefox()]);
after(async () => {
  await firefox.close();
  await stage.close();
});

// The newcomer makes the first offer, so each browser once offers and once answers.
for (const first of ['Chromium', 'Firefox'] as const) {
  test(`Chromium and Firefox in one call, ${first} first: picture, sound, chat, files, mute and camera both ways`, async (t) => {
    const ada = await visitor(stage, t);
    const ben = await firefoxVisitor(firefox, t, stage.service.origin);
    const options = { ...LIGHT, name: t.name };
    const order = first === 'Chromium' ? [ada, ben] : [ben, ada];
    for (const person of order) await person.join(options);
    await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
    await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);

    await Promise.all([ada.say('from Chromium'), ben.say('from Firefox')]);
    await Promise.all([ada.untilTold('from Firefox'), ben.untilTold('from Chromium')]);

    const files = [
      { from: ada, to: ben, name: 'chromium.bin' },
      { from: ben, to: ada, name: 'firefox.bin' },
    ];
    const digests = await Promise.all(files.map(({ from, name }) => offerRandomFile(from, name, FIVE_MEGABYTES)));
    await Promise.all(files.map(({ to, name }) => accept(to, name)));
    assert.deepEqual(await Promise.all(files.map(({ to, name }) => receivedDigest(to, name))), digests);

    for (const [sender, viewer] of [
      [ada, ben],
      [ben, ada],
    ] as const) {
      const userId = await sender.userId();
      await sender.run(() => window.room.setMicrophone(false), null);
      const muted = await viewer.untilHeard('rtc-mute-change', (detail) => detail['userId'] === userId);
      assert.deepEqual([muted['kind'], muted['muted']], ['audio', true]);
      await sender.run(() => window.room.setCamera(false), null);
      await viewer.untilHeard(
        'rtc-stream-removed',
        ({ source, userId: whose }) => source === 'camera' && whose === userId,
      );
      await sender.run(() => Promise.all([window.room.setMicrophone(true), window.room.setCamera(true)]), null);
      await untilSeenAndHeard(viewer, [sender]);
    }

    await ben.run(() => window.room.leave(), null);
    assert.ok((await ben.capturing()).every((live) => !live));
    await ada.untilConnected(0);
  });
}

test('Chromium and Firefox look for new ways: each in turn, and both at once, with one call all the time', async (t) => {
  const ada = await visitor(stage, t);
  const ben = await firefoxVisitor(firefox, t, stage.service.origin);
  for (const person of [ada, ben]) {
    await person.make({ ...LIGHT, name: t.name });
    await person.run(noteOpenings, null);
    await person.run(() => window.room.join(), null);
  }
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
  for (const restarting of [[ada], [ben], [ada, ben]]) {
    const [before] = await Promise.all([ada, ben].map((person) => person.run(credentials, null)));
    await Promise.all(restarting.map((person) => person.run(restart, null)));
    await until(
      'both to agree on new credentials',
      () => Promise.all([ada.run(credentials, null), ben.run(credentials, null)]),
      ([ours, theirs]) =>
        ours.stable &&
        theirs.stable &&
        ours.local === theirs.remote &&
        ours.remote === theirs.local &&
        ours.local !== before!.local &&
        ours.remote !== before!.remote,
    );
    await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
    await Promise.all([ada, ben].map(async (person) => untilGrown(person, await inboundFlows(person))));
  }
  const titles = await Promise.all([ada, ben].map((person) => person.run(() => document.title, null)));
  assert.deepEqual(titles, ['1', '1'], 'the same connection all the time');
  await ben.run(() => window.room.leave(), null);
});

/** In the page, as all below: counts the connections that are made. */
function noteOpenings(): void {
  let opened = 0;
  const connectionHappened = (happening: ConnectionHappening): void => {
    if (happening.type === 'opened') document.title = String((opened += 1));
  };
  window.room.configure({ hooks: { connectionHappened } });
}

function restart(): void {
  const [other] = window.room.state.participants.filter(({ self }) => !self);
  window.room.connectionTo(other!.userId)!.restartIce();
}

function credentials() {
  const [other] = window.room.state.participants.filter(({ self }) => !self);
  const { localDescription, remoteDescription, signalingState } = window.room.connectionTo(other!.userId)!;
  const fragment = (sdp = ''): string => /a=ice-ufrag:(.+)/.exec(sdp)?.[1] ?? '';
  const [local, remote] = [fragment(localDescription?.sdp), fragment(remoteDescription?.sdp)];
  return { stable: signalingState === 'stable', local, remote };
}
