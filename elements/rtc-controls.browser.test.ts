import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, person, POLICY } from '../test/browser/fake-room.js';
import { allWithin, mountView, unmountAll, within } from '../test/browser/mount.js';
import type { RtcControlsElement } from './define.js';
import './define.js';

const ada = person('ada', { self: true });

async function controls(markup = '<rtc-controls></rtc-controls>') {
  const fake = new FakeRoom();
  const element = await mountView<RtcControlsElement>(markup, fake);
  const button = (name: string) => within<HTMLButtonElement>(element, `button.${name}`)!;
  return { fake, element, button };
}

describe('rtc-controls', () => {
  afterEach(unmountAll);

  it('is accessible out of a call, in one, and without devices', async () => {
    const { fake, element } = await controls();
    await expectAccessible(element);
    fake.become(joined(ada));
    await element.updateComplete;
    await expectAccessible(element);
    fake.become({ microphone: 'denied', camera: 'missing', screen: 'on' });
    await element.updateComplete;
    await expectAccessible(element);
  });

  it('has the buttons it was asked for, in that order', async () => {
    const { element } = await controls('<rtc-controls buttons="leave Camera other hand microphone"></rtc-controls>');
    const order = allWithin(element, 'button').map((button) => button.getAttribute('part'));
    expect(order).to.deep.equal(['button camera', 'button hand', 'button microphone', 'button leave']);
  });

  it('says what is on', async () => {
    const { fake, element, button } = await controls();
    fake.become({ ...joined(ada), microphone: 'muted', screen: 'off' });
    await element.updateComplete;
    expect(button('microphone').ariaPressed).to.equal('false');
    expect(button('camera').ariaPressed).to.equal('true');
    expect(button('screen').ariaPressed).to.equal('false');
  });

  it('says why a device is not there', async () => {
    const { fake, element, button } = await controls();
    fake.become({ ...joined(ada), camera: 'busy' });
    await element.updateComplete;
    expect(button('camera').title).to.equal('Camera: in use by another program');
  });

  it('steers the room', async () => {
    const { fake, element, button } = await controls();
    button('leave').click();
    fake.become(joined(ada));
    await element.updateComplete;
    for (const name of ['microphone', 'camera', 'screen', 'leave']) button(name).click();
    await Promise.resolve();
    expect(fake.done).to.deep.equal(['join', 'setMicrophone', 'setCamera', 'shareScreen', 'leave']);
  });

  it('raises the hand and takes it down', async () => {
    const { fake, element, button } = await controls('<rtc-controls buttons="hand"></rtc-controls>');
    expect(button('hand').disabled).to.equal(true);
    fake.become(joined(ada));
    await element.updateComplete;
    await expectAccessible(element);
    expect(button('hand').ariaPressed).to.equal('false');
    button('hand').click();
    await Promise.resolve();
    fake.become(joined({ ...ada, hand: true }));
    await element.updateComplete;
    expect(button('hand').ariaPressed).to.equal('true');
    button('hand').click();
    await Promise.resolve();
    expect(fake.calls).to.deep.equal([
      ['raiseHand', true],
      ['raiseHand', false],
    ]);
  });

  it('offers only what the direction of the room and one’s role allow', async () => {
    const { fake, element, button } = await controls();
    const policy = { ...POLICY, direction: 'one-way', twoWay: { audio: true, video: false, screen: false } } as const;
    fake.become({ ...joined(ada), policy });
    await element.updateComplete;
    const enabled = () => ['microphone', 'camera', 'screen'].map((name) => !button(name).disabled);
    expect(enabled()).to.deep.equal([true, false, false]);
    fake.become(joined({ ...ada, role: 'owner' }));
    await element.updateComplete;
    expect(enabled()).to.deep.equal([true, true, true]);
    fake.become(joined({ ...ada, role: 'viewer' }));
    await element.updateComplete;
    expect(enabled()).to.deep.equal([false, false, false]);
  });

  it('is silent about what the room does not allow', async () => {
    const { fake, element, button } = await controls();
    expect(button('microphone').disabled).to.equal(true);
    const policy = { ...POLICY, session: { audio: true, video: false, screen: false, data: true } };
    fake.become({ ...joined(ada), policy });
    await element.updateComplete;
    expect(button('microphone').disabled).to.equal(false);
    expect(button('camera').disabled).to.equal(true);
    expect(button('screen').disabled).to.equal(true);
  });
});
