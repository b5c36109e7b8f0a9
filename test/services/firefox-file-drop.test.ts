import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';
import { Visitor, type Run } from '../e2e/visitor.js';
import { firefoxPage, launchFirefox } from './firefox.js';

const [stage, firefox] = await Promise.all([Stage.open(), launchFirefox()]);
after(async () => {
  await firefox.close();
  await stage.close();
});

/** A page with the element in a form. */
interface Desk {
  readonly run: Run;
  /** Picks a file of this disk. */
  readonly pick: (path: string) => Promise<void>;
}

async function chromiumDesk(t: TestContext, address: string): Promise<Desk> {
  const page = await stage.page(t, address);
  const input = page.locator('rtc-file-drop input.files');
  return { run: Visitor.on(page).run, pick: (path) => input.setInputFiles(path) };
}

async function firefoxDesk(t: TestContext, address: string): Promise<Desk> {
  const page = await firefoxPage(firefox, t);
  await page.goto(`${stage.service.origin}/${address}`);
  return {
    run: (script, argument) => page.evaluate(script as (given: unknown) => never, argument),
    pick: async (path) => {
      const input = await page.waitForSelector('rtc-file-drop >>> input.files');
      await input!.toElement('input').then((element) => element.uploadFile(path));
    },
  };
}

/** Drops a file that the page makes. */
function drop({ run }: Desk, name: string, content: string): Promise<void> {
  return run(
    ([fileName, text]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], fileName, { type: 'text/plain' }));
      const zone = document.querySelector('rtc-file-drop')!.shadowRoot!.querySelector('[part=zone]')!;
      const options = { dataTransfer, bubbles: true, composed: true, cancelable: true };
      for (const type of ['dragenter', 'dragover', 'drop']) zone.dispatchEvent(new DragEvent(type, options));
    },
    [name, content] as const,
  );
}

/** What each row of the list says. */
function rows({ run }: Desk): Promise<string[]> {
  return run(() => {
    const { shadowRoot } = document.querySelector('rtc-file-drop')!;
    return [...shadowRoot!.querySelectorAll<HTMLElement>('[part=transfer]')].map(({ innerText }) =>
      innerText.replace(/\s+/g, ' '),
    );
  }, null);
}

async function untilRow(desk: Desk, name: string, words: string): Promise<string> {
  const list = await until(
    `${name}: ${words}`,
    () => rows(desk),
    (all) => all.some((row) => row.includes(name) && row.includes(words)),
  );
  return list.find((row) => row.includes(name)) ?? '';
}

async function press(desk: Desk, label: string): Promise<void> {
  await until(
    `the button “${label}”`,
    () =>
      desk.run((wanted) => {
        const { shadowRoot } = document.querySelector('rtc-file-drop')!;
        const button = shadowRoot!.querySelector<HTMLElement>(`[aria-label="${wanted}"]`);
        button?.click();
        return button !== null;
      }, label),
    (isThere) => isThere,
  );
}

/** Name and SHA-256 of each file the form would send, and whether it may be sent. */
function form({ run }: Desk): Promise<{ readonly isValid: boolean; readonly files: (readonly [string, string])[] }> {
  return run(async () => {
    const element = document.querySelector('form')!;
    const files = new FormData(element).getAll('papers[]') as File[];
    const digests = files.map(async (file) => {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
      return [file.name, Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')] as const;
    });
    return { isValid: element.checkValidity(), files: await Promise.all(digests) };
  }, null);
}

function digest(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

for (const sender of ['Chromium', 'Firefox'] as const) {
  test(`what is picked and dropped in ${sender} is listed, taken and put into the form of the other browser`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'rtc-picked-'));
    t.after(() => rm(folder, { recursive: true }));
    const content = randomBytes(3_000_000);
    await writeFile(join(folder, 'picked.bin'), content);
    const address = `files.html?room=${sender}`;
    const desks = [await chromiumDesk(t, address), await firefoxDesk(t, address)] as const;
    const [ada, ben] = sender === 'Chromium' ? desks : [desks[1], desks[0]];
    for (const { run } of desks) {
      await until(
        'the other one',
        () => run(() => document.querySelector('rtc-room')!.getAttribute('participant-count'), null),
        (count) => count === '2',
      );
    }
    assert.deepEqual(await form(ben), { isValid: false, files: [] });

    await ada.pick(join(folder, 'picked.bin'));
    await untilRow(ada, 'picked.bin', 'waiting for an answer');
    await untilRow(ben, 'picked.bin', 'waiting for your answer');
    await drop(ada, 'dropped.txt', 'some words');
    await untilRow(ben, 'dropped.txt', 'waiting for your answer');
    await press(ben, 'Decline: dropped.txt');
    await untilRow(ada, 'dropped.txt', 'declined');
    await press(ben, 'Receive again: dropped.txt');
    await press(ben, 'Accept: picked.bin');
    for (const name of ['picked.bin', 'dropped.txt']) {
      assert.match(await untilRow(ben, name, 'received'), /verified ✓.* Save/);
      await untilRow(ada, name, 'sent');
    }

    const expected = [
      ['dropped.txt', digest('some words')],
      ['picked.bin', digest(content)],
    ];
    for (const desk of desks) {
      const { isValid, files } = await form(desk);
      assert.deepEqual([isValid, files.sort()], [true, expected]);
    }
    const count = await ben.run(() => document.querySelector('rtc-file-drop')!.getAttribute('transfer-count'), null);
    assert.equal(count, '2');
  });
}
