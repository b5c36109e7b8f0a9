import { RtcError, type Transfer } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, person, transfer } from '../test/browser/fake-room.js';
import { allWithin, mountView, nextTask, unmountAll, within } from '../test/browser/mount.js';
import type { RtcFileDropElement } from './define.js';
import './define.js';

const ada = person('ada', { self: true, displayName: 'Ada' });
const grace = person('grace', { displayName: 'Grace' });
const alan = person('alan', { displayName: 'Alan' });
const HASH = '5f'.repeat(32);

/** Pickers as Chromium has them, which no test can click. */
type Pickers = Record<'showSaveFilePicker' | 'showDirectoryPicker', unknown>;
const pickers = globalThis as unknown as Pickers;
const { showSaveFilePicker, showDirectoryPicker } = pickers;

async function fileDrop(transfers: readonly Transfer[] = [], markup = '<rtc-file-drop multiple></rtc-file-drop>') {
  const fake = new FakeRoom();
  fake.become({ ...joined(ada, grace, alan), transfers });
  const element = await mountView<RtcFileDropElement>(markup, fake);
  const become = async (parts: Parameters<FakeRoom['become']>[0]): Promise<void> => {
    fake.become(parts);
    await element.updateComplete;
  };
  return { fake, element, become };
}

function labels(element: Element): (string | null)[] {
  return allWithin(element, '.actions > *').map((button) => button.getAttribute('aria-label'));
}

function press(element: Element, label: string): void {
  within(element, `[aria-label="${label}"]`)!.click();
}

function details(element: Element): string[] {
  return allWithin(element, '.detail').map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim());
}

/** Resolves when what `holds` asks for is drawn. */
async function untilDrawn(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

describe('rtc-file-drop, its transfers', () => {
  afterEach(() => {
    unmountAll();
    Object.assign(pickers, { showSaveFilePicker, showDirectoryPicker });
  });

  it('is accessible with a file for several people, a verified one, previews, and many offers', async () => {
    const sending = { direction: 'sending', fileId: 'f', name: 'to all.zip' } as const;
    const { element, become } = await fileDrop([
      transfer('1', { ...sending, userId: 'grace', displayName: 'Grace', status: 'transferring', bytes: 9 }),
      transfer('2', { ...sending, userId: 'alan', displayName: 'Alan', status: 'paused', pausedHere: true }),
      transfer('3', { status: 'done', name: 'dot.svg', file: dot(), treeHash: HASH }),
      transfer('4', { path: 'a/b' }),
      transfer('5'),
    ]);
    await untilDrawn(() => within(element, 'canvas') !== undefined);
    await expectAccessible(element);
    const many = Array.from({ length: 150 }, (_, index) => transfer(`m${index}`, { name: `${index}.txt` }));
    await become({ transfers: many });
    await expectAccessible(element);
    expect(allWithin(element, '.transfer')).to.have.length(100);
    within(element, '.earlier')!.click();
    await element.updateComplete;
    expect(allWithin(element, '.transfer')).to.have.length(150);
  });

  it('says how far each recipient is, how fast and for how long yet', async () => {
    const sending = { direction: 'sending', fileId: 'f', status: 'transferring', sizeBytes: 10_000_000 } as const;
    const { element } = await fileDrop([
      transfer('1', { ...sending, displayName: 'Grace', bytes: 5_000_000, bytesPerSecond: 500_000, secondsLeft: 10 }),
      transfer('2', { ...sending, displayName: 'Alan', bytes: 100_000, bytesPerSecond: 1_000, secondsLeft: 9_900 }),
      transfer('3', { ...sending, displayName: 'Hedy', status: 'done' }),
    ]);
    expect(details(element)).to.deep.equal([
      '10 MB · received by 1 of 3',
      'Grace · 50% · 500 kB/s · 10 sec left',
      'Alan · 1% · 1 kB/s · 3 hr left',
      'Hedy · sent',
    ]);
    const bars = allWithin<HTMLProgressElement>(element, 'progress').map(({ value, max }) => value / max);
    expect(bars).to.deep.equal([0.5, 0.01]);
  });

  it('pauses, and resumes what was paused here and not what was paused there', async () => {
    const { fake, element, become } = await fileDrop([transfer('1', { status: 'transferring' })]);
    press(element, 'Pause: plan.pdf');
    await become({ transfers: [transfer('1', { status: 'paused', pausedHere: true })] });
    expect(labels(element)).to.deep.equal(['Resume: plan.pdf', 'Cancel: plan.pdf']);
    press(element, 'Resume: plan.pdf');
    await become({ transfers: [transfer('1', { status: 'paused', displayName: 'Grace' })] });
    expect(details(element)[0]).to.contain('0% · paused by Grace');
    expect(labels(element)).to.deep.equal(['Pause: plan.pdf', 'Cancel: plan.pdf']);
    expect(fake.calls).to.deep.equal([
      ['pauseFile', '1'],
      ['resumeFile', '1'],
    ]);
  });

  it('sends again what failed, to that person alone, while it is there', async () => {
    const { fake, element, become } = await fileDrop();
    const file = new File(['1'], 'plan.pdf');
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    fake.answers.set('sendFile', ['f']);
    within(element, '.zone')!.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    const sent = { direction: 'sending', fileId: 'f', sizeBytes: 1 } as const;
    const error = new RtcError('transfer/interrupted', 'The connection was lost.');
    const failed = transfer('1', { ...sent, userId: 'grace', displayName: 'Grace', status: 'failed', error });
    await become({
      transfers: [failed, transfer('2', { ...sent, userId: 'alan', displayName: 'Alan', status: 'done' })],
    });
    await untilDrawn(() => labels(element).length > 0);
    expect(labels(element)).to.deep.equal(['Send again: plan.pdf, Grace']);
    press(element, 'Send again: plan.pdf, Grace');
    await untilDrawn(() => fake.calls.length === 2);
    expect(fake.calls.at(-1)).to.deep.equal(['sendFile', [file], { to: ['grace'] }]);
    await element.updateComplete;
    expect(details(element)).to.deep.equal(['1 byte · to Alan · sent']);
    await become({ transfers: [{ ...failed, transferId: '3' }], participants: [ada, alan] });
    expect(labels(element)).to.deep.equal([]);
  });

  it('receives again what came to nothing, while its sender is there', async () => {
    const from = { userId: 'grace', displayName: 'Grace' } as const;
    const { fake, element, become } = await fileDrop([
      transfer('1', { ...from, name: 'declined', status: 'declined' }),
      transfer('2', { ...from, name: 'cancelled', status: 'cancelled' }),
      transfer('3', { ...from, name: 'failed', status: 'failed' }),
      transfer('4', { ...from, name: 'received', status: 'done' }),
      transfer('5', { userId: 'nobody', name: 'gone', status: 'failed' }),
    ]);
    const again = ['declined', 'cancelled', 'failed'].map((name) => `Receive again: ${name}`);
    expect(labels(element)).to.deep.equal(again);
    await expectAccessible(element);
    press(element, 'Receive again: declined');
    expect(fake.calls).to.deep.equal([['acceptFile', '1']]);
    await become({ transfers: [transfer('1', { ...from, status: 'accepted' })] });
    expect(labels(element)).to.not.include('Receive again: plan.pdf');
  });

  it('shows what was verified, with its hash', async () => {
    const { element, become } = await fileDrop([transfer('1', { status: 'done', treeHash: HASH, file: dot() })]);
    expect(within(element, 'summary')!.textContent).to.equal('verified ✓');
    expect(within(element, 'code')!.textContent).to.equal(HASH);
    await become({ transfers: [transfer('1', { status: 'failed' })] });
    expect(within(element, 'summary')).to.equal(undefined);
  });

  it('asks for the same file again when the page has forgotten it', async () => {
    const { element } = await fileDrop([
      transfer('1', { direction: 'sending', status: 'interrupted', needsFile: true }),
    ]);
    const asked = new Promise((resolve) => within(element, 'input.files')!.addEventListener('click', resolve));
    press(element, 'Choose the file: plan.pdf');
    await asked;
  });

  it('answers several offers at once', async () => {
    const { fake, element } = await fileDrop([transfer('1'), transfer('2'), transfer('3', { direction: 'sending' })]);
    const [accept, decline] = allWithin(element, '.offers button');
    accept!.click();
    decline!.click();
    expect(fake.calls.map(([method, id]) => [method, id])).to.deep.equal([
      ['acceptFile', '1'],
      ['acceptFile', '2'],
      ['declineFile', '1'],
      ['declineFile', '2'],
    ]);
  });

  it('saves into a file or a folder that the visitor picks, where the browser can', async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('test-target', { create: true });
    let suggested = '';
    Object.assign(pickers, {
      showSaveFilePicker: ({ suggestedName }: { suggestedName: string }) => {
        suggested = suggestedName;
        return Promise.resolve(handle);
      },
      showDirectoryPicker: () => Promise.resolve(folder),
    });
    const offer = transfer('1', { name: '../.plan.pdf' });
    const { fake, element, become } = await fileDrop([offer, transfer('2')]);
    press(element, 'Save to…: plan.pdf');
    await untilDrawn(() => fake.calls.length === 1);
    expect(suggested).to.equal('plan.pdf');
    expect(fake.calls).to.deep.equal([['acceptFile', '1', { sink: handle }]]);
    await become({ transfers: [{ ...offer, status: 'done', file: dot() }, transfer('2')] });
    expect(details(element)[0]).to.contain('saved');
    expect(within(element, 'a')).to.equal(undefined);

    allWithin(element, '.offers button').at(-1)!.click();
    await untilDrawn(() => within(element, '.offers [role=status]') !== undefined);
    press(element, 'Accept: plan.pdf');
    expect(fake.calls.at(-1)).to.deep.equal(['acceptFile', '2', { sink: folder }]);
    await expectAccessible(element);
    await folder.removeEntry('test-target');
  });

  it('does nothing when the visitor closes the picker, and has none where the browser has none', async () => {
    let asked = 0;
    const close = (): Promise<never> => {
      asked += 1;
      return Promise.reject(new DOMException('Closed', 'AbortError'));
    };
    const unhandled: unknown[] = [];
    const ended = new AbortController();
    addEventListener('unhandledrejection', ({ reason }) => unhandled.push(reason), { signal: ended.signal });
    Object.assign(pickers, { showSaveFilePicker: close, showDirectoryPicker: undefined });
    const { fake, element, become } = await fileDrop([transfer('1')]);
    press(element, 'Save to…: plan.pdf');
    await element.updateComplete;
    await nextTask();
    ended.abort();
    expect([asked, unhandled]).to.deep.equal([1, []]);
    expect(fake.calls).to.deep.equal([]);
    Object.assign(pickers, { showSaveFilePicker: undefined });
    await become({ transfers: [transfer('2')] });
    expect(labels(element)).to.deep.equal(['Accept: plan.pdf', 'Decline: plan.pdf']);
  });

  it('draws pictures, plays sound, and runs nothing of either', async () => {
    const page = new File(['<script>parent.pwned = 1</script>'], 'page.html', { type: 'text/html' });
    const { element } = await fileDrop([
      transfer('1', { status: 'done', name: 'dot.svg', file: dot(), mediaType: 'text/html' }),
      transfer('2', { status: 'done', name: 'page.html', file: page, mediaType: 'image/png' }),
      transfer('3', { status: 'done', name: 'broken.png', file: page }),
      transfer('4', { status: 'done', name: 'sound.wav', file: silence() }),
    ]);
    const canvases = () => allWithin<HTMLCanvasElement>(element, 'canvas');
    await untilDrawn(() => canvases()[0]?.width === 20 && canvases()[1]?.hidden === true);
    const [red] = canvases()[0]!.getContext('2d')!.getImageData(10, 10, 1, 1).data;
    expect(red, 'the picture is drawn').to.equal(255);
    const audio = within<HTMLAudioElement>(element, 'audio')!;
    expect((await (await fetch(audio.src)).blob()).type).to.equal('audio/wav');
    await expectAccessible(element);
    const kinds = allWithin(element, 'iframe, object, embed, img, svg:not(.icon)');
    expect(kinds, 'nothing that could be a document').to.deep.equal([]);
    const addresses = allWithin<HTMLAnchorElement>(element, 'a').map(async ({ href }) => (await fetch(href)).blob());
    expect((await Promise.all(addresses)).map(({ type }) => type)).to.deep.equal([
      'application/octet-stream',
      'application/octet-stream',
      'image/png',
      'audio/wav',
    ]);
    expect('pwned' in globalThis).to.equal(false);
    element.remove();
    expect(await fetch(audio.src).then(String, () => 'revoked')).to.equal('revoked');
  });
});

/** A red picture of 20 × 20 that would like to run script. */
function dot(): File {
  const source = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" onload="top.pwned = 1">
    <script>top.pwned = 1</script><rect width="20" height="20" fill="#f00"/></svg>`;
  return new File([source], 'dot.svg', { type: 'image/svg+xml' });
}

/** A tenth of a second of 8 kHz. */
function silence(): File {
  const bytes = new Uint8Array(44 + 800).fill(128);
  const view = new DataView(bytes.buffer);
  const write = (text: string, at: number): void => bytes.set(new TextEncoder().encode(text), at);
  write('RIFF', 0);
  view.setUint32(4, 836, true);
  write('WAVEfmt ', 8);
  [16, 0x10001, 8_000, 8_000, 0x80001].forEach((value, index) => view.setUint32(16 + 4 * index, value, true));
  write('data', 36);
  view.setUint32(40, 800, true);
  return new File([bytes], 'sound.wav');
}
