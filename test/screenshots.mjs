// `node test/screenshots.mjs [word]`: draws every state of every element, light and dark, narrow and right to left, and writes
// build/screenshots/*.png. Needs `npx tsc -b` and Chromium. With a word, only the states whose name contains it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { chromium } from 'playwright-core';
import { rollup } from 'rollup';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/browser.mjs';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'build/screenshots');
const wanted = process.argv[2] ?? '';

/** Light and dark at desk width, light on a phone, dark from right to left. */
const LOOKS = [
  { name: 'light', width: 1120, colorScheme: 'light', dir: 'ltr' },
  { name: 'dark', width: 1120, colorScheme: 'dark', dir: 'ltr' },
  { name: 'narrow', width: 360, colorScheme: 'light', dir: 'ltr' },
  { name: 'rtl', width: 720, colorScheme: 'dark', dir: 'rtl' },
];

const STATES = {
  'room-idle': { tag: 'rtc-room', state: {} },
  'room-joining': { tag: 'rtc-room', state: { status: 'joining' } },
  'room-waiting-host': { tag: 'rtc-room', state: { status: 'waiting', reason: 'host' } },
  'room-waiting-admission': { tag: 'rtc-room', state: { status: 'waiting', reason: 'admission' } },
  'room-password': { tag: 'rtc-room', state: { status: 'failed', error: 'room/password' } },
  'room-banned': { tag: 'rtc-room', state: { status: 'failed', error: 'room/banned' } },
  'room-denied': { tag: 'rtc-room', state: { status: 'failed', error: 'room/denied' } },
  'room-ejected': { tag: 'rtc-room', state: { status: 'left', reason: 'ejected' } },
  'room-replaced': { tag: 'rtc-room', state: { status: 'left', reason: 'replaced' } },
  'room-reachable': { tag: 'rtc-room', attributes: 'reachable-as="front desk"', state: {} },
  'room-called-idle': { tag: 'rtc-room', state: { calling: true } },
  'room-called': { tag: 'rtc-room', state: { people: 2, calling: true } },
  'room-requests': { tag: 'rtc-room', state: { people: 3, role: 'owner', waiting: 3, hands: true } },
  'room-people': { tag: 'rtc-room', state: { people: 5, role: 'owner', waiting: 2, hands: true }, click: '.count' },
  'room-left': { tag: 'rtc-room', state: { status: 'left' } },
  'room-closed': { tag: 'rtc-room', state: { status: 'closed' } },
  'room-failed': { tag: 'rtc-room', state: { status: 'failed', error: 'fatal' } },
  'room-alone': { tag: 'rtc-room', state: { people: 1 } },
  'room-two': { tag: 'rtc-room', state: { people: 2 } },
  'room-three': { tag: 'rtc-room', state: { people: 3 } },
  'room-five': { tag: 'rtc-room', state: { people: 5 } },
  'room-nine': { tag: 'rtc-room', state: { people: 9 } },
  'room-reconnecting': { tag: 'rtc-room', state: { people: 2, status: 'reconnecting' } },
  'room-device-error': { tag: 'rtc-room', state: { people: 2, camera: 'denied', error: 'recoverable' } },
  'room-presenting': { tag: 'rtc-room', state: { people: 4, presenter: 1 } },
  'room-chat': { tag: 'rtc-room', state: { people: 3, lines: true }, click: '[title=Chat]' },
  'room-files': { tag: 'rtc-room', state: { people: 2, transfers: true }, click: '[title=Files]' },
  'room-devices': { tag: 'rtc-room', state: { people: 2 }, click: 'rtc-controls summary' },
  'room-devices-moving': { tag: 'rtc-room', state: { people: 2, moves: true }, click: 'rtc-controls summary' },
  'room-camera-lost': { tag: 'rtc-room', state: { people: 3, camera: 'missing' }, click: 'button.camera' },
  'room-news': { tag: 'rtc-room', state: { people: 2, transfers: true, lines: true } },
  'room-composed-failed': {
    tag: 'rtc-room',
    content: '<p>The page itself</p>',
    state: { status: 'failed', error: 'fatal' },
  },
  'room-composed-questions': {
    tag: 'rtc-room',
    content: '<p>The page itself</p>',
    state: { status: 'waiting', reason: 'admission', calling: true },
  },
  'room-composed-password': {
    tag: 'rtc-room',
    content: '<p>The page itself</p>',
    state: { status: 'failed', error: 'room/password' },
  },
  'participants-empty': { tag: 'rtc-participants', state: {} },
  'participants-guest': { tag: 'rtc-participants', state: { people: 5, hands: true } },
  'participants-owner': {
    tag: 'rtc-participants',
    state: { people: 5, role: 'owner', waiting: 2, hands: true, presenter: 1, locked: true },
    open: true,
  },
  'lobby-loading': { tag: 'rtc-lobby', state: {} },
  'lobby-empty': { tag: 'rtc-lobby', state: { rooms: 0 } },
  'lobby-rooms': { tag: 'rtc-lobby', state: { people: 2, rooms: 4 } },
  'video-hands': { tag: 'rtc-video', state: { people: 5, hands: true } },
  'controls-hand': {
    tag: 'rtc-controls',
    attributes: 'buttons="microphone camera screen hand leave"',
    state: { people: 2, hands: true },
  },
  'video-empty': { tag: 'rtc-video', state: {} },
  'video-four': { tag: 'rtc-video', state: { people: 4 } },
  'video-strip': { tag: 'rtc-video', attributes: 'layout="strip"', state: { people: 6 } },
  'video-spotlight': { tag: 'rtc-video', attributes: 'layout="spotlight" controls', state: { people: 5 } },
  'controls-idle': { tag: 'rtc-controls', state: {} },
  'controls-on': { tag: 'rtc-controls', state: { people: 2, screen: 'on' } },
  'controls-off': { tag: 'rtc-controls', state: { people: 2, microphone: 'muted', camera: 'missing' } },
  'controls-said': { tag: 'rtc-controls', state: { people: 2, camera: 'denied' }, click: 'button.camera' },
  'screen-share-idle': { tag: 'rtc-screen-share', state: { people: 2 } },
  'screen-share-presenter': { tag: 'rtc-screen-share', state: { people: 2, presenter: 1 } },
  'chat-empty': { tag: 'rtc-chat', state: {} },
  'chat-lines': { tag: 'rtc-chat', state: { people: 3, lines: true } },
  'chat-told': { tag: 'rtc-chat', state: { people: 3, lines: 'told', typing: 2 } },
  'chat-files': { tag: 'rtc-chat', state: { people: 3, lines: 'files', typing: 1 } },
  'chat-back': { tag: 'rtc-chat', attributes: 'id="short"', state: { people: 3, lines: 'many' }, scroll: '.log' },
  'chat-readonly': { tag: 'rtc-chat', attributes: 'readonly', state: { people: 3, lines: true } },
  'chat-left': { tag: 'rtc-chat', state: { status: 'left', lines: true } },
  'file-drop-empty': { tag: 'rtc-file-drop', state: { people: 2 } },
  'file-drop-form': {
    tag: 'rtc-file-drop',
    attributes: 'name="papers[]" required multiple directory',
    state: { people: 2 },
    drop: ['plan of the house.pdf', 'notes.txt'],
  },
  'file-drop-required': {
    tag: 'rtc-file-drop',
    attributes: 'name="papers[]" required multiple',
    state: {},
    invalid: true,
  },
  'file-drop-transfers': { tag: 'rtc-file-drop', state: { people: 2, transfers: true }, fullPage: true },
};

mkdirSync(folder, { recursive: true });
const script = await bundle();
const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
try {
  for (const look of LOOKS) await draw(look);
} finally {
  await browser.close();
}

async function draw({ name: lookName, width, colorScheme, dir }) {
  const context = await browser.newContext({ viewport: { width, height: 760 }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(lookName, String(error)));
  await page.route('http://localhost/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/stage.js') return route.fulfill({ contentType: 'text/javascript', body: script });
    return route.fulfill({ contentType: 'text/html', body: html(dir) });
  });
  for (const [name, state] of Object.entries(STATES)) {
    if (!name.includes(wanted)) continue;
    await page.goto('http://localhost/');
    await page.evaluate((given) => globalThis.stage(given), state);
    if (state.click) await page.click(state.click);
    if (state.drop) await page.setInputFiles('input.files', state.drop.map(asFile));
    if (state.invalid) await page.evaluate((tag) => document.querySelector(tag).checkValidity(), state.tag);
    if (state.scroll) await page.locator(state.scroll).evaluate((log) => (log.scrollTop -= 900));
    if (state.open) {
      await page.evaluate(() => {
        for (const details of globalThis.allDetails()) details.open = true;
      });
    }
    await page.waitForFunction(() =>
      [...globalThis.pictures()].every((video) => !video.srcObject || video.readyState > 1),
    );
    writeFileSync(join(folder, `${name}-${lookName}.png`), await page.screenshot({ fullPage: state.fullPage }));
  }
  await context.close();
}

/** A file of that name. */
function asFile(name) {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(name) };
}

function html(dir) {
  return `<!doctype html><html lang="en" dir="${dir}"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
    <style>body { margin: 1rem; font: 16px system-ui, sans-serif } #short { block-size: 500px }</style><body></body><script type="module" src="/stage.js"></script></html>`;
}

/** The elements and a stage to put them on, from build/, in one script. */
async function bundle() {
  const entry = join(root, 'build/test/browser/stage.js');
  const made = await rollup({
    input: entry,
    plugins: [nodeResolve({ browser: true, exportConditions: ['browser', 'production'] })],
    onwarn: () => undefined,
  });
  const { output } = await made.generate({ format: 'es', inlineDynamicImports: true });
  await made.close();
  return output[0].code;
}
