import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, line, person } from '../test/browser/fake-room.js';
import { allWithin, mountView, unmountAll, within } from '../test/browser/mount.js';
import { untilAttribute } from '../test/browser/until.js';
import type { RtcChatElement } from './define.js';
import './define.js';

const ada = person('ada', { self: true, displayName: 'Ada' });

async function chat(markup = '<rtc-chat></rtc-chat>') {
  const fake = new FakeRoom();
  fake.become(joined(ada));
  return { fake, element: await mountView<RtcChatElement>(markup, fake) };
}

function write(element: RtcChatElement, message: string): void {
  const field = within<HTMLTextAreaElement>(element, 'textarea')!;
  field.value = message;
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, bubbles: true }));
}

describe('rtc-chat', () => {
  afterEach(unmountAll);

  it('is accessible empty, full, read-only and out of a call', async () => {
    const { fake, element } = await chat();
    await expectAccessible(element);
    fake.become({
      messages: [
        line('1', 'Look at https://example.org/'),
        line('2', 'Yes', { self: true, status: 'sending' }),
        line('3', 'No', { self: true, status: 'failed', to: ['grace'] }),
      ],
    });
    await element.updateComplete;
    await expectAccessible(element);
    element.readonly = true;
    await element.updateComplete;
    await expectAccessible(element);
    element.readonly = false;
    fake.become({ status: 'left' });
    await element.updateComplete;
    await expectAccessible(element);
  });

  it('has a log of messages and no other live region', async () => {
    const { element } = await chat();
    expect(allWithin(element, '[role=log]')).to.have.length(1);
    expect(allWithin(element, '[role=status],[role=alert],[aria-live]')).to.have.length(0);
  });

  it('shows markup as the text it is', async () => {
    const { fake, element } = await chat();
    const hostile = '<img src=x onerror="window.hacked = true"><script>1</script>';
    fake.become({ messages: [line('1', hostile, { displayName: '<b>Eve</b>' })] });
    await element.updateComplete;
    expect(within(element, '.text')!.textContent).to.equal(hostile);
    expect(within(element, '.author')!.textContent).to.equal('<b>Eve</b>');
    expect(allWithin(element, 'img, script, b')).to.have.length(0);
  });

  it('shows who said a line, and when', async () => {
    const { fake, element } = await chat();
    fake.become({ messages: [line('1', 'Hello', { displayName: 'Grace' })] });
    await element.updateComplete;
    expect(within(element, '[part=author]')!.textContent).to.equal('Grace');
    const time = within<HTMLTimeElement>(element, '[part=time]')!;
    expect(time.dateTime).to.equal('2024-05-06T09:30:00.000Z');
    expect(time.textContent).to.match(/\d\d/);
  });

  it('makes links of addresses, and of nothing that runs', async () => {
    const { fake, element } = await chat();
    const message =
      'see https://example.org/a. Write mailto:ada@example.org, not javascript:alert(1) or data:text/html,x';
    fake.become({ messages: [line('1', message)] });
    await element.updateComplete;
    const links = allWithin<HTMLAnchorElement>(element, 'a');
    expect(links.map((link) => link.href)).to.deep.equal(['https://example.org/a', 'mailto:ada@example.org']);
    for (const link of links) {
      expect(link.rel).to.equal('noopener noreferrer nofollow');
      expect(link.target).to.equal('_blank');
    }
    expect(within(element, '.text')!.textContent).to.equal(message);
  });

  it('sends on Enter, starts a line on Shift+Enter, and waits for an input method', async () => {
    const { fake, element } = await chat();
    const field = within<HTMLTextAreaElement>(element, 'textarea')!;
    field.value = 'Hello';
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', shiftKey: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true }));
    expect(fake.calls).to.deep.equal([]);
    write(element, '  Hello  ');
    expect(fake.calls).to.deep.equal([['send', 'Hello', {}]]);
    expect(field.value).to.equal('');
    write(element, '   ');
    expect(fake.calls).to.have.length(1);
  });

  it('writes to the people of its to attribute', async () => {
    const { fake, element } = await chat('<rtc-chat to="grace alan" maxlength="10"></rtc-chat>');
    write(element, 'Hello');
    expect(fake.calls).to.deep.equal([['send', 'Hello', { to: ['grace', 'alan'] }]]);
    expect(within<HTMLTextAreaElement>(element, 'textarea')!.maxLength).to.equal(10);
  });

  it('counts messages, and those nobody has seen yet', async () => {
    const { fake, element } = await chat('<rtc-chat hidden></rtc-chat>');
    fake.become({ messages: [line('1', 'One'), line('2', 'Two'), line('3', 'Mine', { self: true })] });
    await element.updateComplete;
    expect(element.getAttribute('message-count')).to.equal('3');
    expect(element.getAttribute('unread')).to.equal('2');
    element.hidden = false;
    await untilAttribute(element, 'unread', '0');
  });

  it('stays at the newest message unless the reader has scrolled up', async () => {
    const { fake, element } = await chat();
    element.style.height = '16rem';
    const lines = Array.from({ length: 40 }, (_, index) => line(String(index), `Line ${index}`));
    fake.become({ messages: lines });
    await element.updateComplete;
    const log = within(element, '.log')!;
    const fromEnd = (): number => log.scrollHeight - log.scrollTop - log.clientHeight;
    expect(fromEnd()).to.be.lessThan(2);
    const scrolled = new Promise((resolve) => log.addEventListener('scroll', resolve, { once: true }));
    log.scrollTop = 0;
    await scrolled;
    fake.become({ messages: [...lines, line('new', 'Another')] });
    await element.updateComplete;
    expect(log.scrollTop).to.equal(0);
    fake.become({ messages: [...lines, line('new', 'Another'), line('own', 'Mine', { self: true })] });
    await element.updateComplete;
    expect(fromEnd()).to.be.lessThan(2);
  });
});
