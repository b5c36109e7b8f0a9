import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { colourStream, FakeRoom, joined, person, stream } from '../test/browser/fake-room.js';
import { mount, mountView, unmountAll, within } from '../test/browser/mount.js';
import type { RtcScreenShareElement, RtcVideoElement } from './define.js';
import './define.js';

const ada = person('ada', { self: true, displayName: 'Ada' });
const grace = person('grace', {
  displayName: 'Grace',
  streams: [stream('grace', 'screen', { stream: colourStream('white') })],
});

async function screenShare(markup = '<rtc-screen-share></rtc-screen-share>') {
  const fake = new FakeRoom();
  fake.become(joined(ada));
  return { fake, element: await mountView<RtcScreenShareElement>(markup, fake) };
}

describe('rtc-screen-share', () => {
  afterEach(unmountAll);

  it('is accessible idle, sharing and watching', async () => {
    const { fake, element } = await screenShare();
    await expectAccessible(element);
    fake.become({ screen: 'on' });
    await element.updateComplete;
    await expectAccessible(element);
    fake.become(joined(ada, grace));
    await element.updateComplete;
    await expectAccessible(element);
  });

  it('shows whoever presents', async () => {
    const { fake, element } = await screenShare();
    fake.become(joined(ada, grace));
    await element.updateComplete;
    expect(element.getAttribute('presenter')).to.equal('grace');
    expect(element.shadowRoot!.textContent).to.include('Grace is presenting');
    const screen = within<RtcVideoElement>(element, 'rtc-video')!;
    await screen.updateComplete;
    expect(within(screen, '[data-tile="stream:grace-screen"]')).not.to.equal(undefined);
  });

  it('starts with what its attributes wish, and stops', async () => {
    const { fake, element } = await screenShare(
      '<rtc-screen-share audio surface="Window" max-width="1280" frame-rate="5" max-height="tall"></rtc-screen-share>',
    );
    within(element, 'button')!.click();
    expect(fake.calls).to.deep.equal([
      ['shareScreen', { audio: true, surface: 'window', maxWidth: 1280, frameRate: 5 }],
    ]);
    fake.become({ screen: 'on' });
    await element.updateComplete;
    expect(within(element, 'button')!.ariaPressed).to.equal('true');
    expect(element.matches('[sharing]:state(sharing)')).to.equal(true);
    within(element, 'button')!.click();
    expect(fake.done).to.deep.equal(['shareScreen', 'stopScreen']);
  });

  it('waits with a call made before it found its room', async () => {
    const element = await mount<RtcScreenShareElement>('<rtc-screen-share></rtc-screen-share>');
    const stopping = element.stop();
    const fake = new FakeRoom();
    element.room = fake.controller;
    await stopping;
    expect(fake.done).to.deep.equal(['stopScreen']);
  });

  it('says so where screens cannot be shared', async () => {
    const { mediaDevices } = navigator;
    Object.defineProperty(navigator, 'mediaDevices', { value: {}, configurable: true });
    const { element } = await screenShare();
    Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices, configurable: true });
    expect(within<HTMLButtonElement>(element, 'button')!.disabled).to.equal(true);
    expect(element.shadowRoot!.textContent).to.include('not available');
    await expectAccessible(element);
  });
});
