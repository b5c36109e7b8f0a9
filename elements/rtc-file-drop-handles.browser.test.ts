import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, person } from '../test/browser/fake-room.js';
import { mountView, unmountAll, within } from '../test/browser/mount.js';
import type { RtcFileDropElement } from './define.js';
import './define.js';

const { getAsFileSystemHandle } = DataTransferItem.prototype as { getAsFileSystemHandle?: unknown };
const { showOpenFilePicker } = globalThis as { showOpenFilePicker?: unknown };

async function fileDrop(markup = '<rtc-file-drop multiple></rtc-file-drop>') {
  const fake = new FakeRoom();
  fake.become(joined(person('ada', { self: true, displayName: 'Ada' })));
  return { fake, element: await mountView<RtcFileDropElement>(markup, fake) };
}

/** A handle as the browser gives for a file of the visitor's. */
async function handleOf(name: string): Promise<FileSystemFileHandle> {
  return (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
}

function dropped(...files: readonly File[]): DragEvent {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  return new DragEvent('drop', { dataTransfer, cancelable: true, bubbles: true, composed: true });
}

/** What the element has sent, once it has. */
async function sent(fake: FakeRoom): Promise<unknown> {
  while (fake.calls.length === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
  return fake.calls[0]?.[1];
}

function picks(answer: () => Promise<unknown>): void {
  Object.assign(globalThis, { showOpenFilePicker: answer });
}

describe('rtc-file-drop, with handles', () => {
  afterEach(() => {
    unmountAll();
    Object.assign(DataTransferItem.prototype, { getAsFileSystemHandle });
    Object.assign(globalThis, { showOpenFilePicker });
  });

  it('sends what is dropped with its handle, where the browser gives one', async () => {
    const { fake, element } = await fileDrop();
    const handle = await handleOf('dropped.txt');
    const [first, second] = [new File(['1'], 'dropped.txt'), new File(['2'], 'made by the page.txt')];
    const handles = [Promise.resolve(handle), Promise.reject(new DOMException('none', 'NotFoundError'))];
    Object.assign(DataTransferItem.prototype, { getAsFileSystemHandle: () => handles.shift() });
    within(element, '.zone')!.dispatchEvent(dropped(first, second));
    expect(await sent(fake)).to.deep.equal([{ file: first, handle }, second]);
  });

  it('sends what is picked with its handle, where the browser has a picker that gives one', async () => {
    const { fake, element } = await fileDrop();
    const handle = await handleOf('picked.txt');
    picks(() => Promise.resolve([handle]));
    within(element, '.pick button')!.click();
    const [picked] = (await sent(fake)) as { readonly file: File; readonly handle: unknown }[];
    expect(picked!.handle).to.equal(handle);
    expect(picked!.file.name).to.equal('picked.txt');
  });

  it('asks with a file input where there is no such picker, or only some kinds are wanted', async () => {
    const clicked = (element: Element) =>
      new Promise((resolve) => within(element, 'input.files')!.addEventListener('click', resolve));
    for (const picker of [undefined, () => Promise.reject(new DOMException('a frame', 'SecurityError'))]) {
      Object.assign(globalThis, { showOpenFilePicker: picker });
      const { element } = await fileDrop();
      const asked = clicked(element);
      within(element, '.pick button')!.click();
      await asked;
    }
    picks(() => expect.fail('the picker was asked'));
    const { element } = await fileDrop('<rtc-file-drop accept="image/*"></rtc-file-drop>');
    const asked = clicked(element);
    within(element, '.pick button')!.click();
    await asked;
  });

  it('sends nothing when the visitor picks nothing, and asks no second time', async () => {
    const { fake, element } = await fileDrop();
    const asked = new Promise<void>((resolve) => {
      picks(async () => {
        resolve();
        return Promise.reject(new DOMException('closed', 'AbortError'));
      });
    });
    within(element, 'input.files')!.addEventListener('click', () => expect.fail('the input was asked too'));
    within(element, '.pick button')!.click();
    await asked;
    await element.updateComplete;
    expect(fake.calls).to.deep.equal([]);
  });
});
