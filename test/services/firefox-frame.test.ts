import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { Stage } from '../e2e/stage.js';
import { firefoxPage, launchFirefox } from './firefox.js';

const [stage, firefox] = await Promise.all([Stage.open(), launchFirefox()]);
after(async () => {
  await firefox.close();
  await stage.close();
});

test('a room in a frame of Firefox without “allow” is denied the devices, and says so', async (t) => {
  const room = `${stage.service.origin}/bare.html?room=framed`;
  const embedding = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><link rel="icon" href="data:,"><iframe src="${room}"></iframe>`);
  }).listen(0, '127.0.0.1');
  t.after(() => embedding.close());
  await once(embedding, 'listening');
  const address = embedding.address();
  assert.ok(typeof address === 'object' && address !== null);
  const page = await firefoxPage(firefox, t);
  await page.goto(`http://127.0.0.1:${address.port}/`);
  const frame = await page.waitForFrame((one) => one.url() === room);
  // Firefox tells no page what its frame forbids, so that nobody knows who refused.
  await frame.waitForSelector('rtc-room[camera-state="denied"][microphone-state="denied"]');
  await frame.waitForFunction(
    () => document.querySelector('rtc-room')?.shadowRoot?.textContent?.includes('does not allow this page') === true,
  );
});
