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
    expect(within(screen, '[data-tile="stream:grace grace-screen"]')).not.to.equal(undefined);
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

  it('pauses, goes on, and shares something else in its place', async () => {
    const { fake, element } = await screenShare();
    fake.become({ screen: 'on' });
    await element.updateComplete;
    within(element, '[part=pause]')!.click();
    fake.become({ screen: 'paused' });
    await element.updateComplete;
    expect(element.matches('[paused]:state(paused)')).to.equal(true);
    expect(element.shadowRoot!.textContent).to.include('Your screen is paused');
    await expectAccessible(element);
    within(element, '[part=pause]')!.click();
    within(element, '[part=another]')!.click();
    await element.crop({ x: 0, y: 0, width: 0.5, height: 0.5 }, 'moderators');
    await element.pause('blank');
    expect(fake.calls).to.deep.equal([
      ['pauseScreen', undefined],
      ['resumeScreen'],
      ['shareScreen', { audio: false, another: true }],
      ['cropScreen', { x: 0, y: 0, width: 0.5, height: 0.5 }, 'moderators'],
      ['pauseScreen', 'blank'],
    ]);
  });

  it('shows every screen there is, and names the first', async () => {
    const { fake, element } = await screenShare();
    const linus = person('linus', { streams: [stream('linus', 'screen', { stream: colourStream('black') })] });
    fake.become(joined(ada, grace, linus));
    await element.updateComplete;
    const shown = [...element.shadowRoot!.querySelectorAll('rtc-video')].map(({ participant }) => participant);
    expect(shown).to.deep.equal(['grace', 'linus']);
    expect(element.getAttribute('presenter')).to.equal('grace');
  });

  it('moves what is shown of a cropped screen, for those who may', async () => {
    const { fake, element } = await screenShare();
    const part = { x: 0.5, y: 0.25, width: 0.4, height: 0.4 } as const;
    const shows = (movableBy: 'nobody' | 'moderators' | 'everybody') =>
      person('grace', { streams: [stream('grace', 'screen', { crop: { ...part, movableBy } })] });
    for (const movableBy of ['nobody', 'moderators'] as const) {
      fake.become(joined(ada, shows(movableBy)));
      await element.updateComplete;
      expect(within(element, '[part=move]')).to.equal(undefined);
    }
    fake.become(joined(person('ada', { self: true, role: 'moderator' }), shows('moderators')));
    await element.updateComplete;
    await expectAccessible(element);
    within(element, '[aria-label="Further left"]')!.click();
    within(element, '[aria-label="Further down"]')!.click();
    expect(fake.calls.filter(([method]) => method === 'moveCrop')).to.deep.equal([
      ['moveCrop', 'grace', { x: 0.4, y: 0.25 }],
      ['moveCrop', 'grace', { x: 0.5, y: 0.35 }],
    ]);
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
