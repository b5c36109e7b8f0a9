import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { colourStream, FakeRoom, joined, person, POLICY, stream } from '../test/browser/fake-room.js';
import { allWithin, mountView, nextTask, unmountAll, untilWithin, within } from '../test/browser/mount.js';
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

  it('says it on the page too once the button is pressed, tries again, and is silent when the device is there', async () => {
    const { fake, element, button } = await controls();
    const said = within(element, '[part=message]')!;
    fake.become({ ...joined(ada), camera: 'missing', microphone: 'denied' });
    await element.updateComplete;
    expect([said.role, said.innerText]).to.deep.equal(['status', '']);
    button('camera').click();
    await element.updateComplete;
    expect(said.innerText).to.equal('Camera: lost or not found');
    expect(said.checkVisibility()).to.equal(true);
    await expectAccessible(element);
    button('microphone').click();
    await element.updateComplete;
    expect(said.innerText).to.equal('Microphone: permission was refused');
    expect(fake.done).to.deep.equal(['setCamera', 'setMicrophone']);
    fake.become({ microphone: 'on' });
    await element.updateComplete;
    expect(said.innerText).to.equal('');
  });

  it('says on the page that a phone cannot share its screen, once that is asked for', async () => {
    Object.defineProperty(navigator.mediaDevices, 'getDisplayMedia', { configurable: true, value: undefined });
    try {
      const { fake, element, button } = await controls();
      fake.become(joined(ada));
      await element.updateComplete;
      expect([button('screen').ariaDisabled, button('screen').disabled]).to.deep.equal(['true', false]);
      button('screen').click();
      await element.updateComplete;
      expect(within(element, '[part=message]')!.innerText).to.equal('Screen sharing is not available in this browser');
      expect(fake.done).to.deep.equal([]);
      await expectAccessible(element);
    } finally {
      Reflect.deleteProperty(navigator.mediaDevices, 'getDisplayMedia');
    }
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

  it('opens the choice of devices, and uses what was chosen', async () => {
    const { fake, element } = await controls('<rtc-controls buttons="microphone devices"></rtc-controls>');
    fake.become(joined(ada));
    expect(within(element, 'select')).to.equal(undefined);
    within(element, 'summary')!.click();
    const picker = await untilWithin<HTMLSelectElement>(element, 'select[part~=microphone]');
    await expectAccessible(element);
    const [, first] = [...picker.options];
    picker.value = first!.value;
    picker.dispatchEvent(new Event('change'));
    const claim = within<HTMLInputElement>(element, '.claim input')!;
    claim.click();
    expect(fake.calls.filter(([method]) => method === 'useDevices')).to.deep.equal([
      ['useDevices', { microphone: first!.value }],
      ['useDevices', { echoCancellation: false }],
    ]);
    within(element, 'summary')!.click();
  });

  it('switches all that is done to the sound, each by itself, and offers nothing the browser cannot do', async () => {
    const { mediaDevices } = navigator;
    const ALL = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    for (const supported of [ALL, { ...ALL, voiceIsolation: true }]) {
      mediaDevices.getSupportedConstraints = () => supported;
      try {
        const { fake, element } = await controls('<rtc-controls buttons="devices"></rtc-controls>');
        fake.become(joined(ada));
        within(element, 'summary')!.click();
        await untilWithin(element, '.claim input');
        const claims = allWithin<HTMLInputElement>(element, '.claim input');
        expect(claims.map(({ checked }) => checked)).to.deep.equal([true, true, true, false].slice(0, claims.length));
        for (const claim of claims) claim.click();
        expect(fake.calls.filter(([method]) => method === 'useDevices').map(([, choice]) => choice)).to.deep.equal(
          Object.keys(supported).map((claim) => ({ [claim]: claim === 'voiceIsolation' })),
        );
        within(element, 'summary')!.click();
      } finally {
        Reflect.deleteProperty(mediaDevices, 'getSupportedConstraints');
      }
    }
  });

  describe('of a camera that can be moved', () => {
    /** A camera that can what it is said to, and does what it is told. */
    function cameraThat(can: object, does: object = {}) {
      const [track] = colourStream('navy').getVideoTracks() as [MediaStreamTrack];
      const settings = track.getSettings();
      track.getCapabilities = () => can;
      track.getSettings = () => ({ ...settings, ...does });
      return { ...ada, streams: [stream('ada', 'camera', { local: true, stream: new MediaStream([track]) })] };
    }

    async function pickers(own: typeof ada) {
      const { fake, element } = await controls('<rtc-controls buttons="devices"></rtc-controls>');
      fake.become(joined(own));
      await element.updateComplete;
      within(element, 'summary')!.click();
      await untilWithin(element, 'select');
      const ranges = () => allWithin<HTMLInputElement>(element, '[type=range]');
      const torch = () => within<HTMLInputElement>(element, '[part=torch]');
      const ask = () => within<HTMLButtonElement>(element, '[part=ask]');
      return { fake, element, ranges, torch, ask };
    }

    const applied = (fake: FakeRoom) => fake.calls.filter(([method]) => method === 'applyConstraints');

    it('has a slider for zoom, pan and tilt and a switch for the light, and moves them while it runs', async () => {
      const pan = { min: -3600, max: 3600, step: 100 };
      const can = { zoom: { min: 1, max: 4, step: 0.5 }, pan, tilt: pan, torch: true };
      const { fake, element, ranges, torch, ask } = await pickers(cameraThat(can, { zoom: 2, pan: 0, tilt: -100 }));
      expect(ranges().map(({ min, max, step, value }) => [min, max, step, value].join(' '))).to.deep.equal([
        '1 4 0.5 2',
        '-3600 3600 100 0',
        '-3600 3600 100 -100',
      ]);
      expect(ask()).to.equal(undefined);
      await expectAccessible(element);
      ranges()[0]!.value = '3';
      ranges()[0]!.dispatchEvent(new Event('input'));
      await nextTask();
      // What it was told before is said again: what is not, a browser may forget.
      torch()!.click();
      await nextTask();
      expect(applied(fake)).to.deep.equal([
        ['applyConstraints', 'camera', { advanced: [{ zoom: 3 }] }],
        ['applyConstraints', 'camera', { advanced: [{ zoom: 3, torch: true }] }],
      ]);
    });

    it('has nothing of what the running camera cannot', async () => {
      const { ranges, torch } = await pickers(cameraThat({ zoom: { min: 1, max: 1 }, torch: false }));
      expect([ranges().length, torch()]).to.deep.equal([0, undefined]);
    });

    it('goes only where the slider ended while the camera was moving, and back where it is refused', async () => {
      const { fake, ranges } = await pickers(cameraThat({ zoom: { min: 1, max: 4, step: 1 } }, { zoom: 1 }));
      for (const value of ['2', '3', '4']) {
        ranges()[0]!.value = value;
        ranges()[0]!.dispatchEvent(new Event('input'));
      }
      await nextTask();
      const zoomed = () => applied(fake).map(([, , constraints]) => JSON.stringify(constraints));
      expect(zoomed()).to.deep.equal(['{"advanced":[{"zoom":2}]}', '{"advanced":[{"zoom":4}]}']);
      fake.refusal = new Error('no');
      ranges()[0]!.value = '3';
      ranges()[0]!.dispatchEvent(new Event('input'));
      await nextTask();
      expect(ranges()[0]!.value).to.equal('1');
    });

    it('asks for the right to move one only where that may help, and when it is wanted', async () => {
      const { fake, ask } = await pickers(cameraThat({}));
      ask()!.click();
      expect(fake.calls.filter(([method]) => method === 'useDevices')).to.deep.equal([
        ['useDevices', { panTiltZoom: true }],
      ]);
      const without = await pickers(ada);
      expect(without.ask()).to.equal(undefined);
    });
  });
});
