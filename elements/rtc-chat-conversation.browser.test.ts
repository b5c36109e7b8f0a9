import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, line, person, transfer } from '../test/browser/fake-room.js';
import { allWithin, mountView, unmountAll, within } from '../test/browser/mount.js';
import { untilAttribute } from '../test/browser/until.js';
import type { RtcChatElement } from './define.js';
import './define.js';

const ada = person('ada', { self: true, displayName: 'Ada' });
const grace = person('grace', { displayName: 'Grace' });
const alan = person('alan', { displayName: 'Alan' });
const own = { self: true, from: 'ada', status: 'sent' } as const;

async function chat(markup = '<rtc-chat></rtc-chat>') {
  const fake = new FakeRoom();
  fake.become(joined(ada, grace, alan));
  const element = await mountView<RtcChatElement>(markup, fake);
  const become = async (parts: Parameters<FakeRoom['become']>[0]): Promise<void> => {
    fake.become(parts);
    await element.updateComplete;
  };
  return { fake, element, become };
}

/** What the log says, one string a line. */
/** How much of an element is drawn anew by `task`: what it costs, whatever else the machine does. */
async function nodesTouchedIn(element: Element, task: () => Promise<unknown>): Promise<number> {
  let touched = 0;
  const count = (changes: MutationRecord[]): void => {
    for (const { type, addedNodes, removedNodes } of changes)
      touched += type === 'childList' ? addedNodes.length + removedNodes.length : 1;
  };
  const watch = new MutationObserver(count);
  watch.observe(element.shadowRoot!, { subtree: true, childList: true, attributes: true, characterData: true });
  await task();
  count(watch.takeRecords());
  watch.disconnect();
  return touched;
}

function said(element: Element, selector: string): (string | undefined)[] {
  return allWithin(element, selector).map(({ textContent }) => textContent?.trim());
}

describe('rtc-chat in a conversation', () => {
  afterEach(unmountAll);

  it('is accessible with an account of the past, receipts, deleted lines, files and who is writing', async () => {
    const { element, become } = await chat();
    await become({
      messages: [
        line('1', 'before', { toldBy: 'grace' }),
        line('2', '', { removed: true }),
        line('3', 'mine', { ...own, readBy: ['grace'] }),
        line('4', 'a file', {
          attachments: [{ name: 'plan.pdf', sizeBytes: 5, mediaType: '', fileId: 't1' }],
        }),
        line('5', 'x'.repeat(6_000)),
      ],
      transfers: [transfer('t1')],
      typing: ['grace'],
    });
    await expectAccessible(element);
    await become({ transfers: [transfer('t1', { status: 'transferring', bytes: 2 })] });
    await expectAccessible(element);
  });

  it('shows what was said before as somebody’s account', async () => {
    const { element, become } = await chat();
    await become({ messages: [line('1', 'one', { toldBy: 'grace' }), line('2', 'two', { toldBy: 'grace' })] });
    expect(said(element, '.account')).to.deep.equal(['Said before, as Grace tells it']);
    expect(element.getAttribute('unread')).to.equal('0');
    await become({ messages: [line('1', 'one', { toldBy: 'nobody here' }), line('3', 'three')] });
    expect(said(element, '.account')).to.deep.equal(['Said before, as somebody told it', 'Since you joined']);
  });

  it('deletes lines of one’s own, and shows what was deleted as such', async () => {
    const { fake, element, become } = await chat();
    await become({ messages: [line('1', 'theirs'), line('2', 'mine', own)] });
    const buttons = allWithin<HTMLButtonElement>(element, '.delete');
    expect(buttons).to.have.length(1);
    buttons[0]!.click();
    expect(fake.calls.at(-1)).to.deep.equal(['removeMessage', '2']);
    await become({ messages: [line('1', '', { removed: true }), line('2', '', { ...own, removed: true })] });
    expect(said(element, '.text')).to.deep.equal(['Message deleted', 'Message deleted']);
    expect(allWithin(element, '.delete')).to.have.length(0);
  });

  it('says who has read the newest line that was read', async () => {
    const { element, become } = await chat();
    const lines = [line('1', 'one', { ...own, readBy: ['grace', 'alan'] }), line('2', 'two', own)];
    await become({ messages: lines });
    expect(said(element, '.delivery')).to.deep.equal(['read by 2']);
    await become({ messages: [lines[0]!, line('2', 'two', { ...own, readBy: ['grace'] })] });
    expect(said(element, '.delivery')).to.deep.equal(['read']);
  });

  it('tells the room that lines were read when they are in view, once', async () => {
    const { fake, become } = await chat();
    const read = new Promise<void>((resolve) => {
      const ask = (): void => (fake.done.includes('markRead') ? resolve() : void requestAnimationFrame(ask));
      ask();
    });
    await become({ messages: [line('1', 'one')] });
    await read;
    await become({ messages: [line('1', 'one'), line('2', 'mine', own)] });
    expect(fake.done.filter((method) => method === 'markRead')).to.have.length(1);
  });

  it('says who is writing, and tells the room when this visitor is', async () => {
    const { fake, element, become } = await chat();
    const typing = (): string => within(element, '.typing')!.textContent;
    await become({ typing: ['grace'] });
    expect(typing()).to.equal('Grace is writing…');
    await become({ typing: ['alan', 'grace'] });
    expect(typing()).to.equal('Grace and Alan are writing…');
    await become({ typing: [] });
    expect(typing()).to.equal('');
    const field = within<HTMLTextAreaElement>(element, 'textarea')!;
    for (const value of ['H', '']) {
      field.value = value;
      field.dispatchEvent(new InputEvent('input'));
    }
    expect(fake.calls.filter(([method]) => method === 'setTyping')).to.deep.equal([
      ['setTyping', true, {}],
      ['setTyping', false, {}],
    ]);
  });

  it('names those a private line of one’s own is for', async () => {
    const { element, become } = await chat();
    await become({ messages: [line('1', 'psst', { ...own, to: ['grace', 'alan'] })] });
    expect(within(element, '.meta')!.textContent).to.contain('private, to Grace, Alan');
  });

  it('sends files with a line, chosen or pasted, and alone', async () => {
    const { fake, element } = await chat('<rtc-chat to="grace"></rtc-chat>');
    const chosen = new File(['1'], 'plan.pdf');
    const pasted = new File(['2'], 'image.png');
    const clipboardData = new DataTransfer();
    clipboardData.items.add(pasted);
    const picker = within<HTMLInputElement>(element, 'input[type=file]')!;
    const transferred = new DataTransfer();
    transferred.items.add(chosen);
    picker.files = transferred.files;
    picker.dispatchEvent(new Event('change'));
    const field = within<HTMLTextAreaElement>(element, 'textarea')!;
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
    await element.updateComplete;
    expect(said(element, '.chosen .name')).to.deep.equal(['plan.pdf', 'image.png']);
    await expectAccessible(element);
    within<HTMLButtonElement>(element, '.detach')!.click();
    await element.updateComplete;
    within<HTMLFormElement>(element, 'form')!.requestSubmit();
    const [method, text, options] = fake.calls.at(-1)!;
    expect([method, text]).to.deep.equal(['send', '']);
    const { to, files } = options as { to: string[]; files: File[] };
    expect([to, files.map(({ name }) => name)]).to.deep.equal([['grace'], ['image.png']]);
    await element.updateComplete;
    expect(allWithin(element, '.chosen')).to.have.length(0);
  });

  it('sends all files that were chosen, with as many lines as they need', async () => {
    const { fake, element } = await chat();
    const clipboardData = new DataTransfer();
    for (let index = 0; index < 40; index += 1) clipboardData.items.add(new File(['1'], `${index}.txt`));
    const field = within<HTMLTextAreaElement>(element, 'textarea')!;
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
    await element.updateComplete;
    field.value = 'all of them';
    within<HTMLFormElement>(element, 'form')!.requestSubmit();
    const sent = fake.calls.filter(([method]) => method === 'send');
    const counts = sent.map(([, text, options]) => [text, (options as { files: File[] }).files.length]);
    expect(counts).to.deep.equal([
      ['all of them', 32],
      ['', 8],
    ]);
  });

  it('gets, declines and saves attached files, whatever they are called', async () => {
    const { fake, element, become } = await chat();
    const attachment = { name: '../‮gpj.exe', sizeBytes: 5, mediaType: 'text/html', fileId: 't1' };
    await become({ messages: [line('1', '', { attachments: [attachment] })], transfers: [transfer('t1')] });
    expect(said(element, '.attachment .name')).to.deep.equal(['gpj.exe']);
    for (const button of allWithin<HTMLButtonElement>(element, '.attachment button')) button.click();
    expect(fake.done.filter((name) => name.endsWith('File'))).to.deep.equal(['acceptFile', 'declineFile']);
    await become({ transfers: [transfer('t1', { status: 'done', file: new File(['<b>'], 'x.html') })] });
    const saved = new Promise<HTMLAnchorElement>((resolve) => {
      const { click } = HTMLAnchorElement.prototype;
      HTMLAnchorElement.prototype.click = function save() {
        HTMLAnchorElement.prototype.click = click;
        resolve(this);
      };
    });
    within<HTMLButtonElement>(element, '.attachment button')!.click();
    const link = await saved;
    expect([link.download, (await (await fetch(link.href)).blob()).type]).to.deep.equal([
      'gpj.exe',
      'application/octet-stream',
    ]);
  });

  it('gives the conversation as text and as JSON', async () => {
    const { element, become } = await chat();
    await become({ messages: [line('1', 'two\nlines', { displayName: 'Grace' }), line('2', 'mine', own)] });
    expect(await (await element.export()).text()).to.equal(
      'Grace (2024-05-06T09:30:00.000Z)\n  two\n  lines\n\nYou (2024-05-06T09:30:00.000Z)\n  mine\n',
    );
    const [first] = JSON.parse(await (await element.export('json')).text()) as { text: string }[];
    expect(first?.text).to.equal('two\nlines');
  });

  it('shows the beginning of a very long line, and all of it when asked', async () => {
    const { element, become } = await chat();
    await become({ messages: [line('1', 'x'.repeat(1_000_000))] });
    expect(within(element, '.text')!.textContent).to.have.length(5_001);
    within<HTMLButtonElement>(element, '.content > button')!.click();
    await element.updateComplete;
    expect(within(element, '.text')!.textContent).to.have.length(1_000_000);
  });

  it('stays quick with ten thousand lines, and shows all of them to who scrolls back', async () => {
    const { element, become } = await chat();
    element.style.height = '20rem';
    const lines = Array.from({ length: 10_000 }, (_, index) => line(`l${index}`, `Line ${index}`));
    await become({ messages: lines.slice(0, 9_999) });
    const touched = await nodesTouchedIn(element, () => become({ messages: lines }));
    expect(touched).to.be.greaterThan(0).and.lessThan(100);
    expect(allWithin(element, '.message').length).to.be.lessThan(200);
    const log = within(element, '.log')!;
    const firstShown = (): string => allWithin(element, '.text')[0]!.textContent;
    expect(log.textContent).to.contain('Line 9999');
    for (let page = 0; page < 3; page += 1) {
      const before = firstShown();
      const top = allWithin(element, '.message')[0]!;
      log.scrollTop = 100;
      const offset = top.getBoundingClientRect().top;
      await new Promise((resolve) => log.addEventListener('scroll', resolve, { once: true }));
      await element.updateComplete;
      expect(firstShown()).not.to.equal(before);
      expect(Math.abs(top.getBoundingClientRect().top - offset), 'what was in view stays there').to.be.lessThan(3);
    }
    expect(allWithin(element, '.message')).to.have.length(600);
    within<HTMLButtonElement>(element, '.newest')!.click();
    await element.updateComplete;
    expect(allWithin(element, '.message')).to.have.length(150);
    expect(log.scrollHeight - log.scrollTop - log.clientHeight).to.be.lessThan(2);
  });

  it('counts what comes while the reader is elsewhere, and leads to it', async () => {
    const { element, become } = await chat();
    element.style.height = '16rem';
    const lines = Array.from({ length: 40 }, (_, index) => line(String(index), `Line ${index}`));
    await become({ messages: lines });
    await untilAttribute(element, 'unread', '0');
    const log = within(element, '.log')!;
    const scrolled = new Promise((resolve) => log.addEventListener('scroll', resolve, { once: true }));
    log.scrollTop = 500;
    await scrolled;
    await become({ messages: [...lines, line('a', 'A'), line('b', 'B')] });
    expect(element.getAttribute('unread')).to.equal('2');
    expect(within(element, '.newest')!.textContent).to.contain('2 new');
    await expectAccessible(element);
    within<HTMLButtonElement>(element, '.newest')!.click();
    await element.updateComplete;
    expect(allWithin(element, '.newest')).to.have.length(0);
  });

  it('keeps the line somebody is reading, however much is said meanwhile', async () => {
    const { element, become } = await chat();
    element.style.height = '16rem';
    const lines = Array.from({ length: 360 }, (_, index) => line(String(index), `Line ${index}`));
    await become({ messages: lines.slice(0, 200) });
    const log = within(element, '.log')!;
    const scrolled = new Promise((resolve) => log.addEventListener('scroll', resolve, { once: true }));
    // Far from the end, and too far from the beginning to be shown more.
    log.scrollTop = 1_000;
    await scrolled;
    const inView = (): Element =>
      allWithin(element, '.message').find(
        (message) => message.getBoundingClientRect().top >= log.getBoundingClientRect().top,
      )!;
    const [read, shown] = [inView().textContent, allWithin(element, '.message').length];
    for (let count = 201; count <= lines.length; count += 1) await become({ messages: lines.slice(0, count) });
    expect(inView().textContent).to.equal(read);
    expect(allWithin(element, '.message')).to.have.length(shown + 160);
    within<HTMLButtonElement>(element, '.newest')!.click();
    await element.updateComplete;
    expect(allWithin(element, '.message')).to.have.length(150);
  });
});
