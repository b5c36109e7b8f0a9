import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { elementVisitor } from './element-visitor.js';
import { Stage } from './stage.js';

const HEADER = /Permissions-Policy: camera=\(self\)/;

const stage = await Stage.open();
after(() => stage.close());

test('a page whose header forbids the camera says so, and which header; the microphone is on', async (t) => {
  const complaints = [/Permissions policy violation/];
  const { page, visitor } = await elementVisitor(stage, t, 'bare.html?room=forbidden', {
    permissionsPolicy: 'camera=()',
    complaints,
  });
  const { hint } = await visitor.untilHeard('rtc-error', ({ code }) => code === 'media/blocked');
  assert.match(String(hint), /^The page’s own response must carry the header/);
  await page.getByText(HEADER).first().waitFor();
  const { camera, microphone } = await visitor.until('the microphone', ({ microphone }) => microphone === 'on');
  assert.deepEqual([camera, microphone], ['denied', 'on']);
});

test('a room in a frame without “allow” says what the frame and the header need', async (t) => {
  const complaints = [/Permissions policy violation/];
  const policy = "default-src * data: blob: 'unsafe-inline'";
  const page = await stage.page(t, 'controller.html', { policy, complaints });
  // Another origin: a frame of the page's own may use what the page may.
  const address = `http://127.0.0.1:${stage.service.port}/bare.html?room=framed`;
  await page.evaluate((src) => document.body.append(Object.assign(document.createElement('iframe'), { src })), address);
  const frame = page.frameLocator('iframe');
  await frame
    .getByText(/The frame needs allow="(camera|microphone)/)
    .first()
    .waitFor();
});
