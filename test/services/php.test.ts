import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { findPhp } from '#scripts/php.mjs';
import { DEMO_DIR, DemoStage, untilTogether, visitorOf } from '../e2e/demo-stage.js';
import { servePhp } from './php-server.js';

const PHP_DIR = join(DEMO_DIR, 'php');
const HOSTILE = `"><script>alert('x')</script>&amp;<img src=x>`;

const stage = await DemoStage.open();
after(() => stage.close());

test('every PHP file is free of syntax errors', async () => {
  const files = (await readdir(PHP_DIR)).filter((name) => name.endsWith('.php'));
  assert.ok(files.length > 0);
  for (const file of files) await promisify(execFile)(await findPhp(), ['-l', join(PHP_DIR, file)]);
});

test('a visitor of the PHP page and one of the demo see and hear each other', async (t) => {
  const php = await servePhp(t, PHP_DIR, { SIGNALING_URL: stage.origin });
  const [ada, ben] = [await stage.page(t, php), await stage.page(t, '/')];
  await enter(ada, 'Ada');
  await ben.getByRole('button', { name: 'Join' }).click();
  await untilTogether(ada, ben);
  const { participants } = await (await visitorOf(ben)).state();
  assert.equal(participants.find(({ self }) => !self)?.displayName, 'Ada');
});

test('the name is asked for once, and the address stays an invitation', async (t) => {
  const php = await servePhp(t, PHP_DIR, { SIGNALING_URL: stage.origin });
  const page = await stage.page(t, `${php}/?room=standup`);
  await enter(page, 'Ada');
  assert.equal(page.url(), `${php}/?room=standup`);
  await page.goto(`${php}/?room=other`);
  const attribute = (name: string) => page.locator('rtc-room').getAttribute(name);
  assert.deepEqual([await attribute('name'), await attribute('display-name')], ['other', 'Ada']);
  await page.getByRole('link', { name: 'Change name' }).click();
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Ada');
  await enter(page, 'Grace');
  assert.deepEqual([await attribute('name'), await attribute('display-name')], ['other', 'Grace']);
});

test('hostile names of a room and a person are text', async (t) => {
  const php = await servePhp(t, PHP_DIR, { SIGNALING_URL: stage.origin });
  const page = await stage.page(t, `${php}/?room=${encodeURIComponent(HOSTILE)}`);
  assert.equal(await page.getByRole('heading').textContent(), `Join ${HOSTILE}`);
  await enter(page, HOSTILE);
  const room = page.locator('rtc-room');
  assert.equal(await room.getAttribute('name'), HOSTILE);
  assert.equal(await room.getAttribute('display-name'), HOSTILE);
  assert.equal(await page.locator('script').count(), 1);
  assert.equal(await page.locator('img').count(), 0);
  await (await visitorOf(page)).until('being joined', ({ status }) => status === 'joined');
});

test('what is no room name gets no room', async (t) => {
  const php = await servePhp(t, PHP_DIR, { SIGNALING_URL: stage.origin });
  for (const query of ['room=', 'room[]=a', 'room=%00', 'room=a%0Ab', 'room=%FF', `room=${'a'.repeat(129)}`]) {
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? { body: new URLSearchParams({ 'display-name': 'Ada' }) } : {};
      const response = await fetch(`${php}/?${query}`, { method, redirect: 'manual', ...body });
      assert.equal(response.status, 400, `${method} ${query}`);
      assert.doesNotMatch(await response.text(), /<rtc-room|Warning|Fatal/, query);
    }
  }
});

test('a service address that is none stops the page, and adds nothing to its policy', async (t) => {
  for (const address of ['rtc.example.org', `${stage.origin}; script-src *`, `${stage.origin}/\r\nX-Extra: 1`]) {
    const php = await servePhp(t, PHP_DIR, { SIGNALING_URL: address });
    const response = await fetch(php);
    assert.equal(response.status, 500, address);
    assert.equal(response.headers.get('content-security-policy'), null);
    assert.match(await response.text(), /^SIGNALING_URL must be/);
  }
});

/** Fills in the form and waits for the page with the room. */
async function enter(page: Page, displayName: string): Promise<void> {
  await page.getByLabel('Your name').fill(displayName);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.locator('rtc-room').waitFor();
}
