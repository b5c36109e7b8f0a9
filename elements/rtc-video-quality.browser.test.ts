import type { RtcVideoElement } from './define.js';
import type { ShownPictures } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { colourStream, FakeRoom, joined, person, stream } from '../test/browser/fake-room.js';
import { mountView, unmountAll, within } from '../test/browser/mount.js';
import './define.js';

const own = person('ada', { self: true });
const grace = person('grace', { streams: [stream('grace', 'camera', { stream: colourStream('teal') })] });

async function shown(markup = '<rtc-video style="inline-size: 640px"></rtc-video>') {
  const fake = new FakeRoom();
  fake.become(joined(own, grace));
  const element = await mountView<RtcVideoElement>(markup, fake);
  const tile = (userId: string) => within(element, `[data-tile="person:${userId}"]`)!;
  return { fake, element, tile };
}

/** What the element said last of what it shows. */
function told(fake: FakeRoom): ShownPictures | undefined {
  return fake.calls.findLast(([method]) => method === 'showPictures')?.[2] as ShownPictures | undefined;
}

/** Asks again with every frame of the page, until it is so. */
async function eventually(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

describe('rtc-video and quality', () => {
  afterEach(unmountAll);

  it('marks who speaks, and draws how loud', async () => {
    const { fake, element, tile } = await shown();
    fake.become(joined(own, { ...grace, speaking: true }));
    await element.updateComplete;
    expect(element.matches('[speaking]:state(speaking)')).to.equal(true);
    expect(tile('grace').part.contains('speaking')).to.equal(true);
    expect(tile('ada').part.contains('speaking')).to.equal(false);
    await expectAccessible(element);
    await eventually('watched levels', () => fake.calls.some(([method]) => method === 'watchLevels'));
    const [, listener] = fake.calls.find(([method]) => method === 'watchLevels') as unknown as [
      string,
      (levels: ReadonlyMap<string, number>) => void,
    ];
    listener(new Map([['grace', 0.42]]));
    expect(tile('grace').style.getPropertyValue('--rtc-level')).to.equal('0.4');
    expect(tile('ada').style.getPropertyValue('--rtc-level')).to.equal('0');
    fake.become(joined(own, grace));
    await element.updateComplete;
    expect(element.hasAttribute('speaking')).to.equal(false);
  });

  it('says on one’s own tile that the camera was lost or refused, and no more when it is back', async () => {
    const { fake, element, tile } = await shown();
    const says = () => tile('ada').querySelector('[part=connection]')?.textContent;
    expect(says()).to.equal(undefined);
    fake.become({ camera: 'missing' });
    await element.updateComplete;
    expect(says()).to.equal('Camera: lost or not found');
    expect(tile('grace').querySelector('[part=connection]')).to.equal(null);
    await expectAccessible(element);
    fake.become({ camera: 'denied' });
    await element.updateComplete;
    expect(says()).to.equal('Camera: permission was refused');
    fake.become({ camera: 'on' });
    await element.updateComplete;
    expect(says()).to.equal(undefined);
  });

  it('says which connection is poor and whose picture is paused for it', async () => {
    const { fake, element, tile } = await shown();
    const says = () => tile('grace').querySelector('.connection')?.textContent;
    expect(says()).to.equal(undefined);
    expect(tile('grace').part.contains('quality-4')).to.equal(true);
    fake.become(joined(own, { ...grace, quality: 1 }));
    await element.updateComplete;
    expect(says()).to.equal('Poor connection');
    expect(tile('grace').part.contains('quality-1')).to.equal(true);
    fake.become(joined(own, { ...grace, picture: 'paused' }));
    await element.updateComplete;
    expect(says()).to.equal('Poor connection, picture paused');
    await expectAccessible(element);
  });

  it('tells the room how large each picture is on this screen, and that it is out of sight', async () => {
    const { fake, element } = await shown();
    const size = () => told(fake)?.get('grace-camera');
    await eventually('a size', () => size() !== undefined);
    const tile = within(element, '[data-tile="person:grace"]')!;
    expect(size()?.width).to.be.closeTo(tile.offsetWidth * devicePixelRatio, 2);
    expect(size()?.height).to.be.closeTo(tile.offsetHeight * devicePixelRatio, 2);
    element.style.inlineSize = '240px';
    await eventually('a smaller one', () => (size()?.width ?? 999) <= 240 * devicePixelRatio);
    element.style.marginBlockStart = '500vh';
    await eventually('nothing', () => size()?.width === 0);
    scrollTo(0, element.offsetTop);
    await eventually('a size again', () => (size()?.width ?? 0) > 0);
    scrollTo(0, 0);
    element.remove();
    await eventually('silence', () => fake.calls.at(-1)?.[0] === 'showPictures' && told(fake) === undefined);
  });
});
