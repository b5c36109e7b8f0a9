import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, person } from '../test/browser/fake-room.js';
import { mountView, unmountAll, untilWithin, within } from '../test/browser/mount.js';
import { until } from '../test/browser/until.js';
import type { RtcPreviewElement } from './define.js';
import './define.js';

async function preview() {
  const fake = new FakeRoom();
  const element = await mountView<RtcPreviewElement>('<rtc-preview></rtc-preview>', fake);
  const video = await untilWithin<HTMLVideoElement>(element, 'video:not([hidden])');
  const stream = video.srcObject as MediaStream;
  return { fake, element, video, stream };
}

const kinds = (stream: MediaStream) =>
  stream
    .getTracks()
    .map(({ kind }) => kind)
    .sort();

describe('rtc-preview', () => {
  afterEach(unmountAll);

  it('shows oneself, silently, with everything to choose, and is accessible', async () => {
    const { element, video, stream } = await preview();
    expect(kinds(stream)).to.deep.equal(['audio', 'video']);
    expect(video.muted).to.equal(true);
    expect(element.matches('[ready]:state(ready)')).to.equal(true);
    await untilWithin(element, 'select');
    await expectAccessible(element);
    within(element, '.row button:not(.round)')!.click();
    await element.updateComplete;
    expect(video.muted).to.equal(false);
  });

  it('shows how loud one is', async () => {
    const { element, video } = await preview();
    const meter = within<HTMLMeterElement>(element, 'meter')!;
    // The browser's fake microphone beeps once a second.
    await until(video, 'timeupdate', () => meter.value > 0.3, 'a level');
  });

  it('gives the camera back when it is switched off, and joins without', async () => {
    const { fake, element, stream } = await preview();
    within(element, 'button.camera')!.click();
    await untilWithin(element, 'video[hidden]');
    expect(stream.getVideoTracks().map(({ readyState }) => readyState)).to.deep.equal(['ended']);
    within(element, '[part=join]')!.click();
    expect(fake.calls.filter(([method]) => method === 'configure').at(-1)).to.deep.equal([
      'configure',
      { startMuted: 'camera' },
    ]);
    expect(fake.done.at(-1)).to.equal('join');
  });

  it('gives everything back when it leaves the page, and in the call draws nothing of it', async () => {
    const { fake, element, stream } = await preview();
    fake.become(joined(person('ada', { self: true })));
    await element.updateComplete;
    expect(within(element, 'video')).to.equal(undefined);
    await expectAccessible(element);
    element.remove();
    expect(stream.getTracks().map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
  });

  it('says what is missing, goes on with the rest, and tries again', async () => {
    const original = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = function (constraints) {
      if (constraints?.video) return Promise.reject(new DOMException('no camera', 'NotFoundError'));
      return original.call(this, constraints);
    };
    const fake = new FakeRoom();
    const element = await mountView<RtcPreviewElement>('<rtc-preview></rtc-preview>', fake);
    const problem = await untilWithin(element, '.problem');
    expect(problem.textContent).to.include('No camera was found');
    expect(element.hasAttribute('ready')).to.equal(true);
    await expectAccessible(element);
    MediaDevices.prototype.getUserMedia = original;
    const again = [...element.shadowRoot!.querySelectorAll('button')].find(
      ({ textContent }) => textContent?.trim() === 'Try again',
    );
    again!.click();
    await untilWithin(element, 'video:not([hidden])');
    expect(within(element, '.problem')).to.equal(undefined);
  });
});
