import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, test, type TestContext } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { elementVisitor } from '../e2e/element-visitor.js';
import { Stage } from '../e2e/stage.js';
import { LIGHT, member } from '../e2e/visitor.js';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

const stage = await Stage.open();
after(() => stage.close());

/** Nothing is found in the page as it stands, in light and in dark. */
async function expectAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(AXE);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // By name: the page's scripts have no `axe` of their own, and its types are not ours.
    const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
    const found = violations.map(({ id, nodes }) => {
      return `${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary ?? ''}`).join('\n')}`;
    });
    assert.deepEqual(found, [], `${state}, ${colorScheme}`);
  }
}

const address = (path: string, t: TestContext) => `${path}?room=${encodeURIComponent(t.name)}`;

test('axe finds nothing in a bare room before joining, alone, in a call with its panels, and after leaving', async (t) => {
  const { page, visitor } = await elementVisitor(stage, t, address('idle.html', t));
  await page.getByRole('button', { name: 'Join' }).waitFor();
  await expectAccessible(page, 'idle');
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('button', { name: 'Copy invite link' }).waitFor();
  await expectAccessible(page, 'alone');

  const other = await member(stage, t, { name: t.name, displayName: 'Ben' });
  await visitor.untilConnected(1);
  await other.say('A line and https://example.org');
  await other.run(() => window.room.sendFile(new File(['text'], 'notes.txt')), null);
  await page.getByText('notes.txt').first().waitFor();
  await expectAccessible(page, 'in a call');
  const devices = page.locator('rtc-controls summary');
  await devices.click();
  await page.getByRole('combobox', { name: 'Microphone' }).waitFor();
  await expectAccessible(page, 'in a call, choosing devices');
  await devices.click();
  await page.getByRole('button', { name: /^Chat/ }).click();
  await page.getByRole('log').getByRole('link').waitFor();
  await expectAccessible(page, 'in a call, chat open');
  await page.getByRole('button', { name: /^Files/ }).click();
  await page.getByRole('button', { name: 'Accept: notes.txt' }).click();
  await page.getByRole('link', { name: 'Save: notes.txt' }).waitFor();
  await expectAccessible(page, 'in a call, files open');
  await other.run(() => window.room.shareScreen(), null);
  await visitor.until(
    'a screen',
    ({ participants }) => participants[1]?.streams.some(({ source }) => source === 'screen') === true,
  );
  await expectAccessible(page, 'somebody presents');
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('button', { name: 'Rejoin' }).waitFor();
  await expectAccessible(page, 'left');
});

test('axe finds nothing while a bare room is joining', async (t) => {
  const complaints = [/WebSocket/];
  const { page } = await elementVisitor(stage, t, address('idle.html', t), {
    complaints,
    before: () => {
      // A service that never answers.
      WebSocket.prototype.send = () => undefined;
    },
  });
  await page.getByRole('button', { name: 'Join' }).click();
  await page.locator('rtc-room[state=joining]').waitFor();
  await expectAccessible(page, 'joining');
});

test('axe finds nothing in a bare room that failed, and trying again works', async (t) => {
  const owner = await member(stage, t, { name: t.name, maxParticipants: 1, ...LIGHT });
  const { page, visitor } = await elementVisitor(stage, t, address('bare.html', t));
  await page.locator('rtc-room[state=failed][error="room/full"]').waitFor();
  await page.getByText('room/full').waitFor();
  await expectAccessible(page, 'failed');
  await owner.run(() => window.room.leave(), null);
  await page.getByRole('button', { name: 'Try again' }).click();
  await visitor.until('joined', ({ status }) => status === 'joined');
});

test('axe finds nothing while a bare room is reconnecting', async (t) => {
  const { page } = await elementVisitor(stage, t, address('bare.html', t), { complaints: [/WebSocket/] });
  await page.locator('rtc-room[state=joined]').waitFor();
  // What a room fetches when there is time for it; without the service it could not.
  await page.waitForLoadState('networkidle');
  await stage.service.close();
  await page.locator('rtc-room[state=reconnecting]').waitFor();
  await expectAccessible(page, 'reconnecting');
  await stage.service.startAgain();
  await page.locator('rtc-room[state=joined]').waitFor();
});

test('axe finds nothing in a page composed of separate tags, before and in a call', async (t) => {
  const { page, visitor } = await elementVisitor(stage, t, address('composed.html', t));
  await expectAccessible(page, 'composed, idle');
  await page.getByRole('button', { name: 'Join' }).click();
  const other = await member(stage, t, { name: t.name, displayName: 'Ben' });
  await visitor.untilConnected(1);
  await other.run(() => window.room.shareScreen(), null);
  await page.locator('rtc-screen-share[presenter]').waitFor();
  await expectAccessible(page, 'composed, in a call');
});
