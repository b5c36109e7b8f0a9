import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { elementVisitor, type ElementVisitor } from './element-visitor.js';
import { inboundFlows, untilSeenAndHeard } from './flows.js';
import { Stage } from './stage.js';
import { until } from './until.js';
import { member } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

/** Two people on the same page, both in the call. */
async function pair(t: TestContext, path: string): Promise<[ElementVisitor, ElementVisitor]> {
  const address = `${path}?room=${encodeURIComponent(t.name)}`;
  const people = [await elementVisitor(stage, t, address), await elementVisitor(stage, t, address)] as const;
  if (path === 'composed.html') for (const { page } of people) await page.getByRole('button', { name: 'Join' }).click();
  await Promise.all(people.map(({ visitor }) => visitor.untilConnected(1)));
  return [...people];
}

/** Every picture on the page that is moving, and whether it is silent. */
function pictures(page: Page): Promise<{ playing: boolean; silent: boolean }[]> {
  return page.locator('rtc-room video').evaluateAll((videos) =>
    (videos as HTMLVideoElement[]).map(({ paused, videoWidth, readyState, muted }) => ({
      playing: !paused && videoWidth > 0 && readyState >= HTMLMediaElement.HAVE_CURRENT_DATA,
      silent: muted,
    })),
  );
}

test('two pages with a bare room that joins by itself see and hear each other', async (t) => {
  const [ada, ben] = await pair(t, 'bare.html');
  await Promise.all([untilSeenAndHeard(ada.visitor, [ben.visitor]), untilSeenAndHeard(ben.visitor, [ada.visitor])]);
  for (const { page } of [ada, ben]) {
    const shown = await until(
      'two moving pictures',
      () => pictures(page),
      (videos) => {
        return videos.length === 2 && videos.every(({ playing }) => playing);
      },
    );
    assert.deepEqual(shown.map(({ silent }) => silent).sort(), [false, true], 'oneself silent, the other not');
    await page.locator('rtc-room[state=joined][participant-count="2"][microphone-state=on][camera-state=on]').waitFor();
  }
});

test('a bare room is a complete call: chat, screen and leaving by its own buttons', async (t) => {
  const [ada, ben] = await pair(t, 'bare.html');
  for (const { page } of [ada, ben]) await page.getByRole('button', { name: /^Chat/ }).click();
  await ada.page.getByRole('textbox', { name: 'Write a message' }).fill('Hello Ben');
  await ada.page.keyboard.press('Enter');
  await ben.page.getByRole('log').getByText('Hello Ben').waitFor();
  await ada.page.getByRole('button', { name: 'Share screen' }).click();
  await until(
    'decoded pictures of the screen',
    () => inboundFlows(ben.visitor),
    (flows) => flows.some(({ source, count }) => source === 'screen' && count > 0),
  );
  await ada.page.getByRole('button', { name: 'Leave' }).click();
  await ada.page.locator('rtc-room[state=left]').getByText('You left the call', { exact: true }).waitFor();
  assert.ok((await ada.visitor.capturing()).every((live) => !live));
  await ben.visitor.untilConnected(0);
  await ada.page.getByRole('button', { name: 'Rejoin' }).click();
  await ben.visitor.untilConnected(1);
});

test('markup in a message stays text, and an address becomes a link that tells nothing of this page', async (t) => {
  const [ada, ben] = await pair(t, 'composed.html');
  const line = '<img src=x onerror="document.title=1"> https://example.org/a?b=1 <b>bold</b>';
  await ada.page.getByRole('textbox', { name: 'Write a message' }).fill(line);
  await ada.page.keyboard.press('Enter');
  for (const { page } of [ada, ben]) {
    const message = page.locator('rtc-chat [part=text]');
    await message.waitFor();
    assert.equal((await message.textContent())?.trim(), line);
    assert.deepEqual(
      await message.evaluate((node) => Array.from(node.querySelectorAll('*'), ({ localName }) => localName)),
      ['a'],
    );
    const link = message.getByRole('link');
    assert.equal(await link.getAttribute('href'), 'https://example.org/a?b=1');
    assert.match((await link.getAttribute('rel')) ?? '', /noopener.*noreferrer/);
  }
  await ben.page.locator('rtc-chat[message-count="1"]').waitFor();
});

test('separate tags find their room, and the page’s own buttons steer it and show its state', async (t) => {
  const address = `composed.html?room=${encodeURIComponent(t.name)}`;
  const { page, visitor } = await elementVisitor(stage, t, address);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const disabled = async () => {
    const names = ['Join', 'Leave', 'Mic', 'Cam', 'Screen'];
    const states = await Promise.all(names.map((name) => button(name).isDisabled()));
    return names.filter((_, index) => states[index]);
  };
  await until('only joining to be possible', disabled, (names) => String(names) === 'Leave,Mic,Cam,Screen');
  await button('Join').click();
  await until('all but joining to be possible', disabled, (names) => String(names) === 'Join');
  const pressed = (name: string, value: boolean) =>
    until(
      `${name} ${value}`,
      () => button(name).getAttribute('aria-pressed'),
      (now) => now === String(value),
    );
  await Promise.all([pressed('Mic', true), pressed('Cam', true), pressed('Screen', false)]);
  const other = await member(stage, t, { name: t.name });
  await untilSeenAndHeard(other, [visitor]);

  await button('Mic').click();
  await pressed('Mic', false);
  await page.locator('rtc-room[microphone-state=muted]').waitFor();
  await other.untilHeard('rtc-mute-change', ({ muted }) => muted === true);
  await button('Cam').click();
  await pressed('Cam', false);
  await page.locator('rtc-room[camera-state=off]').waitFor();
  await button('Cam').click();
  await button('Mic').click();
  await Promise.all([pressed('Mic', true), pressed('Cam', true)]);
  await untilSeenAndHeard(other, [visitor]);
  await button('Screen').click();
  await pressed('Screen', true);
  await page.locator('rtc-screen-share[sharing]').waitFor();
  await button('Screen').click();
  await pressed('Screen', false);
  await button('Leave').click();
  await page.locator('rtc-room[state=left]').waitFor();
  await other.untilConnected(0);
});

test('a screen shared by its tag is shown by the other’s tag, with the presenter’s name', async (t) => {
  const [ada, ben] = await pair(t, 'composed.html');
  await ada.page.getByRole('button', { name: 'Share screen' }).click();
  await ben.page.locator('rtc-screen-share[presenter]').getByText('Ada is presenting').waitFor();
  const shown = ben.page.locator('rtc-screen-share video');
  await until(
    'a picture of the screen',
    () => shown.evaluate((video) => (video as HTMLVideoElement).videoWidth),
    (width) => width > 0,
  );
  await ada.page.getByRole('button', { name: 'Stop sharing' }).click();
  await ben.page.locator('rtc-screen-share:not([presenter])').waitFor();
});

test('a file picked on one page is accepted, shown as received and saved on the other, byte for byte', async (t) => {
  const [ada, ben] = await pair(t, 'composed.html');
  const bytes = randomBytes(1_500_000);
  const file = { name: 'holiday.png', mimeType: 'image/png', buffer: bytes };
  await ada.page.locator('rtc-file-drop input[type=file]').setInputFiles(file);
  await ben.page.getByRole('button', { name: 'Accept: holiday.png' }).click();
  const save = ben.page.getByRole('link', { name: 'Save: holiday.png' });
  const [download] = await Promise.all([ben.page.waitForEvent('download'), save.click()]);
  assert.equal(download.suggestedFilename(), 'holiday.png');
  const saved = await readFile(await download.path());
  const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');
  assert.equal(digest(saved), digest(bytes));
  await ada.page.locator('rtc-file-drop').getByText('sent').waitFor();
});

test('a declined file is shown as declined on both pages', async (t) => {
  const [ada, ben] = await pair(t, 'composed.html');
  const file = { name: 'no.txt', mimeType: 'text/plain', buffer: Buffer.from('no') };
  await ada.page.locator('rtc-file-drop input[type=file]').setInputFiles(file);
  await ben.page.getByRole('button', { name: 'Decline: no.txt' }).click();
  for (const { page } of [ada, ben]) await page.locator('rtc-file-drop .declined').getByText('declined').waitFor();
});

test('moving the room in the page does not hang up', async (t) => {
  const [ada, ben] = await pair(t, 'composed.html');
  const userId = await ada.visitor.userId();
  await ada.page.evaluate(() => {
    const room = document.querySelector('rtc-room')!;
    document.querySelector('#second')!.append(room);
    document.querySelector('#first')!.moveBefore(room, null);
    document.querySelector('#second')!.append(room);
  });
  await untilSeenAndHeard(ben.visitor, [ada.visitor]);
  await untilSeenAndHeard(ada.visitor, [ben.visitor]);
  assert.equal(await ada.visitor.userId(), userId);
  const { participants } = await ada.visitor.state();
  assert.equal(participants.length, 2);
  const changes = await ada.visitor.run(
    () => window.heard.filter(({ type }) => type === 'rtc-state-change').length,
    null,
  );
  assert.equal(changes, 2, 'joining, joined and nothing since');
  await until(
    'both pictures to move on',
    () => pictures(ada.page),
    (videos) => videos.length === 2 && videos.every(({ playing }) => playing),
  );
});

test('removing the room from the page leaves, and gives camera and microphone back', async (t) => {
  const [ada, ben] = await pair(t, 'composed.html');
  await until(
    'camera and microphone',
    () => ada.visitor.capturing(),
    (tracks) => tracks.length === 2,
  );
  await ada.page.evaluate(() => document.querySelector('rtc-room')!.remove());
  await ben.visitor.untilHeard('rtc-participant-left');
  await ben.visitor.untilConnected(0);
  assert.deepEqual(await ada.visitor.capturing(), [false, false]);
  assert.equal((await ada.visitor.state()).status, 'left');
});

test('going to another page, and closing it, leaves', async (t) => {
  const [ada, ben] = await pair(t, 'bare.html');
  await ada.page.goto(`${stage.service.origin}/controller.html`);
  await ben.visitor.untilConnected(0);
  await ada.page.goBack();
  await ben.visitor.untilConnected(1);
  await ada.page.close();
  await ben.visitor.untilConnected(0);
});

test('closing a page that is too busy for a word leaves too', async (t) => {
  const [ada, ben] = await pair(t, 'bare.html');
  // For longer than a browser waits for a page that is to close.
  ada.page
    .evaluate(() => {
      for (const began = performance.now(); performance.now() - began < 10_000;);
    })
    .catch(() => undefined);
  await ada.page.close();
  await ben.visitor.untilConnected(0);
});

test('a page that loads the bundle twice, and the classic script twice, is in the call', async (t) => {
  const [ada, ben] = await pair(t, 'twice.html');
  await Promise.all([untilSeenAndHeard(ada.visitor, [ben.visitor]), untilSeenAndHeard(ben.visitor, [ada.visitor])]);
  assert.equal((await ada.visitor.state()).participants.length, 2);
});

test('the room’s name comes from the address; without one from the name attribute; a new hash is a new room', async (t) => {
  const first = await elementVisitor(stage, t, 'hash.html#one%20room');
  const second = await elementVisitor(stage, t, 'hash.html#one%20room');
  await Promise.all([first, second].map(({ visitor }) => visitor.untilConnected(1)));
  assert.equal((await first.visitor.state()).name, 'one room');
  const unnamed = await elementVisitor(stage, t, 'hash.html');
  await unnamed.visitor.until('the fallback', ({ name, status }) => name === 'fallback' && status === 'joined');
  await first.page.evaluate(() => (location.hash = ''));
  await Promise.all([first, unnamed].map(({ visitor }) => visitor.untilConnected(1)));
  await second.visitor.untilConnected(0);
});
