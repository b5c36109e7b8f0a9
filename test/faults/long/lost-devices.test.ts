import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { inboundFlows, untilGrown, untilSeenAndHeard } from '../../e2e/flows.js';
import { Stage } from '../../e2e/stage.js';
import { until } from '../../e2e/until.js';
import { LIGHT, member, Visitor } from '../../e2e/visitor.js';

const stage = await Stage.open();
after(() => stage.close());

function browserOf(page: Page): Promise<CDPSession> {
  return page.context().browser()!.newBrowserCDPSession();
}

test('the permission is taken back in the middle of a call: said for each device, the call goes on, and a grant brings them back', async (t) => {
  const page = await stage.page(t, 'controller.html');
  const ada = Visitor.on(page);
  await ada.join({ ...LIGHT, name: 'lost devices' });
  const ben = await member(stage, t, { name: 'lost devices' });
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);

  const session = await browserOf(page);
  const { browserContextId } = await contextOf(page);
  const allow = async (setting: 'granted' | 'denied'): Promise<void> => {
    for (const name of ['camera', 'microphone']) {
      await session.send('Browser.setPermission', {
        permission: { name },
        setting,
        origin: stage.service.origin,
        browserContextId,
      });
    }
  };
  await allow('denied');
  const { status, error } = await ada.until(
    'both devices to be denied',
    (state) => state.camera === 'denied' && state.microphone === 'denied',
  );
  assert.deepEqual([status, error?.code], ['joined', 'media/denied']);
  await untilGrown(ada, await inboundFlows(ada));
  await ben.until('nothing to come from her', ({ participants }) =>
    participants.every(({ self, streams }) => self || streams.every(({ muted }) => muted.video || muted.audio)),
  );

  await allow('granted');
  await ada.run(() => Promise.all([window.room.setCamera(true), window.room.setMicrophone(true)]), null);
  await untilSeenAndHeard(ben, [ada]);
});

test('a camera is unplugged in the middle of a call: said, another stands in for it, and it is back when it is plugged in again, all without negotiation', async (t) => {
  const page = await stage.page(t, 'controller.html');
  const ada = Visitor.on(page);
  let plug = await plugIn(page);
  const camera = await page.evaluate(async () => {
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
    // The fake ones of the browser have names.
    return cameras.find(({ label }) => label === '')?.deviceId ?? '';
  });
  await ada.join({ ...LIGHT, name: 'lost devices', camera });
  const ben = await member(stage, t, { name: 'lost devices' });
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
  const isRunning = (wanted: string): Promise<boolean> =>
    ada.run((id) => {
      const running = window.captured.filter(({ kind, readyState }) => kind === 'video' && readyState === 'live');
      return running.length === 1 && running[0]?.getSettings().deviceId === id;
    }, wanted);
  assert.ok(camera !== '' && (await isRunning(camera)), 'the camera that can be unplugged');
  await ada.run(noteNegotiations, null);

  const unplugged = performance.now();
  await plug.detach();
  await ada.untilHeard('rtc-error', ({ code }) => code === 'media/missing');
  await until(
    'another camera',
    () => isRunning(camera),
    (is) => !is,
  );
  await untilSeenAndHeard(ben, [ada]);
  t.diagnostic(`another camera after ${Math.round(performance.now() - unplugged)} ms`);

  plug = await plugIn(page);
  await until(
    'the camera to be back',
    () => isRunning(camera),
    (is) => is,
  );
  await untilSeenAndHeard(ben, [ada]);
  assert.equal(await ada.run(() => document.title, null), '', 'nothing was negotiated');
  await plug.detach();
});

/** A camera that is there until the session ends that plugged it in. */
async function plugIn(page: Page): Promise<CDPSession> {
  const session = await browserOf(page);
  // Too new for the types.
  const command = 'Browser.addMockCamera' as 'Browser.close';
  await session.send(command, { deviceId: 'rtc-camera' });
  return session;
}

async function contextOf(page: Page): Promise<{ readonly browserContextId: string }> {
  const session = await page.context().newCDPSession(page);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  return { browserContextId: targetInfo.browserContextId ?? '' };
}

/** In the page: what is negotiated with the only other person, in the title. */
function noteNegotiations(): void {
  document.title = '';
  const [other] = window.room.state.participants.filter(({ self }) => !self);
  window.room.connectionTo(other!.userId)!.addEventListener('signalingstatechange', () => (document.title += 'x'));
}
