import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import axeCore from 'axe-core';
import type { Page } from 'playwright-core';
import { DEMO_DIR, DemoStage, untilTogether, visitorOf } from './demo-stage.js';
import { until } from './until.js';

const stage = await DemoStage.open();
after(() => stage.close());

test('the landing page has a room that asks for nothing until somebody joins', async (t) => {
  const page = await stage.page(t, '/', {
    before: () => {
      navigator.mediaDevices.getUserMedia = () => {
        console.error('a device was asked for');
        return Promise.reject(new DOMException('', 'NotAllowedError'));
      };
    },
  });
  const visitor = await visitorOf(page);
  await page.getByRole('button', { name: 'Join' }).waitFor();
  assert.equal((await visitor.state()).status, 'idle');
});

test('two visitors of the landing page join, see and hear each other', async (t) => {
  const [ada, ben] = [await stage.page(t, '/'), await stage.page(t, '/')];
  for (const page of [ada, ben]) await page.getByRole('button', { name: 'Join' }).click();
  await untilTogether(ada, ben);
});

test('the two copied lines are a call in an otherwise empty page of another origin', async (t) => {
  const landing = await stage.page(t, '/', { permissions: ['clipboard-read', 'clipboard-write'] });
  await landing.locator('[data-copy=snippet]').click();
  await landing.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await landing.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(copied.split('\n'), [
    `<script type="module" src="${stage.origin}/rtc-elements.js"></script>`,
    '<rtc-room name="demo" auto-join></rtc-room>',
  ]);
  const elsewhere = await stage.page(t, await originWith(t, copied));
  await landing.getByRole('button', { name: 'Join' }).click();
  await untilTogether(landing, elsewhere);
});

test('where there is no clipboard, Copy selects the lines', async (t) => {
  const page = await stage.page(t, '/', {
    before: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }),
  });
  await page.locator('[data-copy=snippet]').click();
  const selected = await page.evaluate(() => String(document.getSelection()));
  assert.match(selected, /^<script type="module".*\n<rtc-room name="demo" auto-join><\/rtc-room>$/);
});

test('a private call is in a room of its own, and its address is the invitation', async (t) => {
  const [landing, other] = [await stage.page(t, '/'), await stage.page(t, '/')];
  const link = (page: Page) => page.getByRole('link', { name: 'start a private one' });
  const address = (await link(landing).getAttribute('href')) ?? '';
  assert.match(address, /^\/call\.html\?room=[0-9a-f]{20}$/);
  assert.notEqual(address, await link(other).getAttribute('href'));
  await link(landing).click();
  await landing.waitForURL(`**${address}`);
  const invited = await stage.page(t, landing.url());
  await untilTogether(landing, invited);
});

const WITHOUT_INVOKERS = () => {
  // As in a browser that has never heard of them: no property, no event of its own.
  Reflect.deleteProperty(HTMLButtonElement.prototype, 'commandForElement');
  addEventListener('command', (event) => event.isTrusted && event.stopImmediatePropagation(), { capture: true });
};

for (const [browser, options] of [
  ['with invoker commands', {}],
  ['without invoker commands', { before: WITHOUT_INVOKERS }],
] as const) {
  test(`the buttons of the composed page steer the call in a browser ${browser}`, async (t) => {
    const room = `/composed.html?room=${browser.replaceAll(' ', '-')}`;
    const [ada, ben] = [await stage.page(t, room, options), await stage.page(t, room, options)];
    for (const page of [ada, ben]) {
      await untilEnabled(page, { Join: true, Mic: false, Camera: false, Screen: false, Leave: false });
      await button(page, 'Join').click();
    }
    await untilTogether(ada, ben);
    await untilEnabled(ada, { Join: false, Mic: true, Camera: true, Screen: true, Leave: true });

    const seen = await visitorOf(ben);
    const others = async () => (await seen.state()).participants.find(({ self }) => !self)?.streams ?? [];
    await untilPressed(ada, { Mic: 'true', Camera: 'true', Screen: 'false' });
    await button(ada, 'Mic').click();
    await untilPressed(ada, { Mic: 'false' });
    await until('a muted microphone', others, (streams) => streams.some(({ muted }) => muted.audio));
    await button(ada, 'Mic').click();
    await untilPressed(ada, { Mic: 'true' });
    await button(ada, 'Camera').click();
    await untilPressed(ada, { Camera: 'false' });
    await until('no camera', others, (streams) => streams.every(({ source }) => source !== 'camera'));
    await button(ada, 'Screen').click();
    await untilPressed(ada, { Screen: 'true' });
    await until('a screen', others, (streams) => streams.some(({ source }) => source === 'screen'));
    await button(ada, 'Screen').click();
    await untilPressed(ada, { Screen: 'false' });

    await button(ada, 'Leave').click();
    await untilEnabled(ada, { Join: true, Leave: false });
    await seen.until('being alone', ({ participants }) => participants.length === 1);
  });
}

test('chat and files of the composed page reach the other visitor', async (t) => {
  const [ada, ben] = [
    await stage.page(t, '/composed.html?room=words'),
    await stage.page(t, '/composed.html?room=words'),
  ];
  for (const page of [ada, ben]) await button(page, 'Join').click();
  await untilTogether(ada, ben);
  await ada.locator('rtc-chat textarea').fill('Good morning');
  await ada.locator('rtc-chat textarea').press('Enter');
  await ben.locator('rtc-chat').getByText('Good morning').waitFor();
  await ada
    .locator('rtc-file-drop input')
    .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('some notes') });
  await ben.locator('rtc-file-drop').getByRole('button', { name: 'Accept' }).click();
  const download = ben.waitForEvent('download');
  await ben.locator('rtc-file-drop').getByRole('link', { name: 'Save' }).click();
  assert.equal(await readFile(await (await download).path(), 'utf8'), 'some notes');
});

test('the composed page shows its own source, as text', async (t) => {
  const page = await stage.page(t, '/composed.html');
  const source = await readFile(join(DEMO_DIR, 'composed.html'), 'utf8');
  const shown = () => page.locator('[data-own-source]').evaluate((element) => element.textContent);
  await until('the source', shown, (text) => text === source);
});

test('no demo page scrolls sideways on a narrow screen, in either direction', async (t) => {
  for (const dir of ['ltr', 'rtl']) {
    for (const path of ['/', '/call.html?room=narrow', '/composed.html']) {
      const page = await stage.page(t, path, { viewport: { width: 360, height: 740 } });
      await page.evaluate((value) => (document.documentElement.dir = value), dir);
      await visitorOf(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.equal(overflow, 0, `${path} in ${dir}`);
    }
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the demo pages in ${colorScheme}, before and in a call`, async (t) => {
    for (const path of ['/', '/call.html', '/composed.html']) {
      // Reduced motion, because axe measures the contrast of what is still fading in.
      const page = await stage.page(t, `${path}?room=axe-${colorScheme}`, { colorScheme, reducedMotion: 'reduce' });
      const visitor = await visitorOf(page);
      await assertAccessible(page, `${path} as it opens`);
      await page.evaluate(() => window.room.join());
      await visitor.until('a camera', ({ camera }) => camera === 'on');
      await page.evaluate(() => window.room.send('Is anybody there? https://example.org'));
      await assertAccessible(page, `${path} in a call`);
    }
  });
}

function button(page: Page, name: string) {
  return page.locator('button[commandfor=studio]').filter({ hasText: name });
}

async function untilEnabled(page: Page, wanted: Readonly<Record<string, boolean>>): Promise<void> {
  for (const [name, enabled] of Object.entries(wanted)) {
    await until(
      `${name} enabled: ${enabled}`,
      () => button(page, name).isEnabled(),
      (answer) => answer === enabled,
    );
  }
}

async function untilPressed(page: Page, wanted: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, pressed] of Object.entries(wanted)) {
    const attribute = () => button(page, name).getAttribute('aria-pressed');
    await until(`${name} pressed: ${pressed}`, attribute, (answer) => answer === pressed);
  }
}

/** An origin whose only page is this HTML. */
async function originWith(t: TestContext, body: string): Promise<string> {
  const server = createServer((request, response) => {
    const found = request.url === '/';
    response.writeHead(found ? 200 : 204, { 'content-type': 'text/html; charset=utf-8' }).end(found ? body : undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

/** No rule of axe-core is broken anywhere on the page, shadow trees included. */
async function assertAccessible(page: Page, what: string): Promise<void> {
  // Evaluated by the browser's debugger: a script element would be stopped by the page's policy.
  await page.evaluate(axeCore.source);
  const findings = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axeCore }).axe.run({
      resultTypes: ['violations'],
    });
    return violations.map(({ id, help, nodes }) => `${id}: ${help} ${nodes.map(({ html }) => html).join(' ')}`);
  });
  assert.deepEqual(findings, [], what);
}
