import { after, test } from 'node:test';
import { CHROMIUM_FLAGS } from '#scripts/browser.mjs';
import { Stage } from './stage.js';
import { Untouched } from './untouched.js';
import { LIGHT, visitor } from './visitor.js';

/** Answers the browser’s questions in the visitor’s place, and with that lets a page do what needs a gesture. */
const GRANTING = '--use-fake-ui-for-media-stream';

const stage = await Stage.open({ flags: CHROMIUM_FLAGS.filter((flag) => flag !== GRANTING) });
after(() => stage.close());

test('in Chromium as visitors have it, sound waits for a tap', async (t) => {
  const ada = await visitor(stage, t, { permissions: ['camera', 'microphone'] });
  await ada.join({ name: t.name, ...LIGHT });
  const untouched = new Untouched();
  const address = `untouched.html?room=${encodeURIComponent(t.name)}`;
  const page = await stage.page(t, address, { listen: (line) => untouched.hear(line) });
  await untouched.expectSoundToWait((x, y) => page.mouse.click(x, y));
});
