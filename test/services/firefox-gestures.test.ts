import { after, test } from 'node:test';
import { Stage } from '../e2e/stage.js';
import { Untouched } from '../e2e/untouched.js';
import { LIGHT, visitor } from '../e2e/visitor.js';
import { firefoxPage, launchFirefox } from './firefox.js';
import { VirtualScreen } from './virtual-screen.js';

/** As Firefox has it by itself: no sound before a gesture. */
const BLOCK_SOUND = 1;

const screen = await VirtualScreen.open();
const [stage, firefox] = await Promise.all([
  Stage.open(),
  launchFirefox({ display: screen.display, preferences: { 'media.autoplay.default': BLOCK_SOUND } }),
]);
after(async () => {
  await firefox.close();
  await Promise.all([stage.close(), screen.close()]);
});

test('in Firefox as visitors have it, sound waits for a tap and a screen for a click', async (t) => {
  const ada = await visitor(stage, t);
  await ada.join({ name: t.name, ...LIGHT });
  const page = await firefoxPage(firefox, t);
  const untouched = new Untouched();
  page.on('console', (message) => untouched.hear(message.text()));
  await page.goto(`${stage.service.origin}/untouched.html?screen&room=${encodeURIComponent(t.name)}`);
  const click = (x: number, y: number) => page.mouse.click(x, y);
  await untouched.expectSoundToWait(click);
  await untouched.expectScreenToWait(click);
});
