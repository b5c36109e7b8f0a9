import { expect } from '../test/browser/expect.js';
import { colourStream, FakeRoom, joined, person, stream } from '../test/browser/fake-room.js';
import { allWithin, mountView, nextTask, unmountAll } from '../test/browser/mount.js';
import type { RtcVideoElement } from './define.js';
import './define.js';

const people = ['ada', 'ben', 'cleo', 'dora'].map((userId) =>
  person(userId, { self: userId === 'ada', streams: [stream(userId, 'camera', { stream: colourStream('teal') })] }),
);

async function laidOut(layout: string) {
  const fake = new FakeRoom();
  fake.become(joined(...people));
  const element = await mountView<RtcVideoElement>(`<rtc-video layout="${layout}"></rtc-video>`, fake);
  Object.assign(element.style, { display: 'block', inlineSize: '800px', blockSize: '600px' });
  await nextTask();
  const boxes = allWithin(element, '.tile').map((tile) => tile.getBoundingClientRect());
  expect(boxes).to.have.length(4);
  return { element, boxes, areas: boxes.map(({ width, height }) => Math.round(width * height)) };
}

describe('the layout of rtc-video', () => {
  afterEach(unmountAll);

  it('grid gives everybody the same room', async () => {
    const { boxes, areas } = await laidOut('grid');
    expect(Math.max(...areas) - Math.min(...areas)).to.be.lessThan(areas[0]! / 50);
    expect(new Set(boxes.map(({ top }) => Math.round(top))).size).to.equal(2);
  });

  it('spotlight gives one more than all others together', async () => {
    const { areas } = await laidOut('spotlight');
    const [most, ...rest] = areas.toSorted((one, other) => other - one);
    expect(most).to.be.greaterThan(rest.reduce((sum, area) => sum + area, 0));
  });

  it('strip puts all in one row', async () => {
    const { boxes } = await laidOut('strip');
    expect(new Set(boxes.map(({ top }) => Math.round(top))).size).to.equal(1);
    expect(new Set(boxes.map(({ left }) => Math.round(left))).size).to.equal(4);
  });

  it('plays inside the page on a phone too, and leaves the placeholder’s look to the page', async () => {
    const { element } = await laidOut('grid');
    for (const video of allWithin<HTMLVideoElement>(element, 'video')) {
      expect([video.playsInline, video.controls]).to.deep.equal([true, false]);
    }
    const style = document.createElement('style');
    style.textContent = 'rtc-video::part(placeholder) { background: rgb(1, 2, 3) }';
    element.after(style);
    const [placeholder] = allWithin(element, '.placeholder');
    expect(getComputedStyle(placeholder!).backgroundColor).to.equal('rgb(1, 2, 3)');
  });
});
