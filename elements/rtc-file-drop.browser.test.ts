import { RtcError, type TransferStatus } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, person, transfer } from '../test/browser/fake-room.js';
import { allWithin, mountView, unmountAll, within } from '../test/browser/mount.js';
import type { RtcFileDropElement } from './define.js';
import './define.js';

const ada = person('ada', { self: true, displayName: 'Ada' });
const EVERY_STATUS: readonly TransferStatus[] = [
  'offered',
  'accepted',
  'transferring',
  'paused',
  'interrupted',
  'done',
  'declined',
  'cancelled',
  'failed',
];

async function fileDrop(markup = '<rtc-file-drop></rtc-file-drop>') {
  const fake = new FakeRoom();
  fake.become(joined(ada));
  return { fake, element: await mountView<RtcFileDropElement>(markup, fake) };
}

function dropped(...files: readonly File[]): DragEvent {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  return new DragEvent('drop', { dataTransfer, cancelable: true, bubbles: true, composed: true });
}

function pasted(...files: readonly File[]): ClipboardEvent {
  const clipboardData = new DataTransfer();
  for (const file of files) clipboardData.items.add(file);
  return new ClipboardEvent('paste', { clipboardData, cancelable: true });
}

async function untilSent(fake: FakeRoom, count: number): Promise<void> {
  while (fake.calls.length < count) await new Promise((resolve) => requestAnimationFrame(resolve));
}

const picture = new File(['xxxx'], 'cat.png', { type: 'image/png' });
const text = new File(['xxx'], 'notes.txt', { type: 'text/plain' });

describe('rtc-file-drop', () => {
  afterEach(unmountAll);

  it('is accessible empty, with transfers in every state, and out of a call', async () => {
    const { fake, element } = await fileDrop();
    await expectAccessible(element);
    const error = new RtcError('transfer/interrupted', 'The connection was lost.');
    fake.become({
      transfers: EVERY_STATUS.flatMap((status) => [
        transfer(`in-${status}`, {
          status,
          bytes: 1_000,
          ...(status === 'done' && { file: text, treeHash: 'a'.repeat(64) }),
        }),
        transfer(`out-${status}`, { status, direction: 'sending', error: status === 'failed' ? error : undefined }),
      ]),
    });
    await element.updateComplete;
    await expectAccessible(element);
    fake.become({ status: 'left', transfers: [] });
    await element.updateComplete;
    await expectAccessible(element);
  });

  it('sends what is dropped and what is pasted', async () => {
    const { fake, element } = await fileDrop('<rtc-file-drop multiple to="grace"></rtc-file-drop>');
    within(element, '.zone')!.dispatchEvent(dropped(picture, text));
    const paste = pasted(text);
    element.dispatchEvent(paste);
    expect(paste.defaultPrevented).to.equal(true);
    // The browser looks for the handles of what was dropped.
    await untilSent(fake, 2);
    expect(fake.calls).to.deep.equal([
      ['sendFile', [picture, text], { to: ['grace'] }],
      ['sendFile', [text], { to: ['grace'] }],
    ]);
  });

  it('refuses what its rules leave out, and says why', async () => {
    const { fake, element } = await fileDrop(
      '<rtc-file-drop multiple accept="image/*,.md" max-size="4"></rtc-file-drop>',
    );
    const large = new File(['xxxxx'], 'large.png', { type: 'image/png' });
    within(element, '.zone')!.dispatchEvent(dropped(picture, text, large));
    await element.updateComplete;
    expect(fake.calls).to.deep.equal([['sendFile', [picture], {}]]);
    const said = element.shadowRoot!.textContent;
    expect(said).to.include('notes.txt is not an accepted kind of file').and.include('large.png is larger than');
    await expectAccessible(element);
  });

  it('shows where to drop', async () => {
    const { element } = await fileDrop();
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(text);
    const over = new DragEvent('dragover', { dataTransfer, cancelable: true });
    within(element, '.zone')!.dispatchEvent(over);
    await element.updateComplete;
    expect(over.defaultPrevented).to.equal(true);
    expect(element.matches('[dragging]:state(dragging)')).to.equal(true);
    within(element, '.zone')!.dispatchEvent(new DragEvent('dragleave'));
    await element.updateComplete;
    expect(element.hasAttribute('dragging')).to.equal(false);
  });

  it('accepts, declines and cancels', async () => {
    const { fake, element } = await fileDrop();
    fake.become({ transfers: [transfer('1'), transfer('2', { status: 'transferring' })] });
    await element.updateComplete;
    for (const label of ['Accept: plan.pdf', 'Decline: plan.pdf', 'Cancel: plan.pdf']) {
      within(element, `[aria-label="${label}"]`)!.click();
    }
    expect(fake.calls).to.deep.equal([
      ['acceptFile', '1'],
      ['declineFile', '1'],
      ['cancelFile', '2'],
    ]);
    expect(element.getAttribute('transfer-count')).to.equal('2');
    expect(element.matches('[transferring]:state(transferring)')).to.equal(true);
  });

  it('accepts by itself, within its rules and once', async () => {
    const { fake, element } = await fileDrop('<rtc-file-drop auto-accept max-size="100"></rtc-file-drop>');
    fake.become({ transfers: [transfer('small', { sizeBytes: 100 }), transfer('large', { sizeBytes: 101 })] });
    await element.updateComplete;
    element.requestUpdate();
    await element.updateComplete;
    expect(fake.calls).to.deep.equal([['acceptFile', 'small']]);
  });

  it('shows a stranger’s file name inert', async () => {
    const { fake, element } = await fileDrop();
    const shown = {
      '../\u202Efdp.exe\n<b>\u200B': 'fdp.exe_b_',
      '../../etc/passwd': 'passwd',
      '..\\..\\x': 'x',
      'C:\\x': 'x',
      CON: '_CON',
      'aux.txt': '_aux.txt',
      '.htaccess': 'htaccess',
      '...': 'file',
      'a\u202Egpj.exe': 'agpj.exe',
      ['x'.repeat(5_000) + '.pdf']: `${'x'.repeat(99)}…${'x'.repeat(16)}.pdf`,
    };
    fake.become({ transfers: Object.keys(shown).map((name) => transfer(name, { name, path: '../\u202Ea/<i>' })) });
    await element.updateComplete;
    expect(allWithin(element, 'bdi.name').map(({ textContent }) => textContent)).to.deep.equal(Object.values(shown));
    expect(within(element, '.detail bdi')!.textContent).to.equal('in file / a / _i_');
    expect(allWithin(element, 'b, i')).to.have.length(0);
  });

  it('lets a received file be saved, never opened, and forgets its address', async () => {
    const { fake, element } = await fileDrop();
    const page = new File(['<script>alert(1)</script>'], 'page.html', { type: 'text/html' });
    fake.become({ transfers: [transfer('1', { name: 'page.html', status: 'done', file: page })] });
    await element.updateComplete;
    const link = within<HTMLAnchorElement>(element, 'a')!;
    expect(link.download).to.equal('page.html');
    const saved = await (await fetch(link.href)).blob();
    expect(saved.type).to.equal('application/octet-stream');
    expect(await saved.text()).to.equal(await page.text());
    const address = link.href;
    element.remove();
    expect(await fetch(address).then(String, () => 'revoked')).to.equal('revoked');
  });
});
