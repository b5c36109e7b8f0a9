import { expect } from '../../test/browser/expect.js';
import { codeOf, heard, idOf, RoomsOnStage, untilConnected } from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import { untilEvent } from '../../test/browser/until.js';
import type { RoomController } from './room-controller.js';
import type { RtcMessageEvent } from './room-events.js';

/** Waits until the browser counts what went over the channel for state; its figures come late, and by no event. */
async function untilSentOverState(from: RoomController, to: RoomController): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const report = await from.connectionTo(idOf(to))!.getStats();
    const figures = [...(report as unknown as Map<string, { label?: string; messagesSent?: number }>).values()];
    if ((figures.find(({ label }) => label === 'state')?.messagesSent ?? 0) > 0) return;
    if (performance.now() > deadline) throw new Error('waited in vain for what is sent over the channel');
  }
}

describe('messages that may be lost', () => {
  let stage: RoomsOnStage;

  before(() => {
    stage = new RoomsOnStage(serviceUrl());
  });

  afterEach(() => stage.clear());

  async function pair(): Promise<[RoomController, RoomController]> {
    const [ada, ben] = (await stage.together(2)) as [RoomController, RoomController];
    await untilConnected(ada, ben);
    // Confirmed, so that there is a way from both sides.
    await Promise.all([ada.send(0, { topic: 'first' }), ben.send(0, { topic: 'first' })]);
    return [ada, ben];
  }

  it('arrive over a channel of their own, marked, and as late as none: of a burst the newest', async () => {
    const [ada, ben] = await pair();
    const at = heard<RtcMessageEvent['detail']>(ben, 'rtc-message');
    const last = untilEvent<RtcMessageEvent>(ben, 'rtc-message', ({ detail }) => detail.data === 1_000);
    for (let x = 1; x <= 1_000; x += 1) await ada.send(x, { topic: 'pointer', lossy: true });
    const { detail } = await last;
    expect([detail.from, detail.to, detail.topic, detail.lossy]).to.deep.equal([idOf(ada), null, 'pointer', true]);
    expect(at.length).to.be.lessThan(1_000);
    const private_ = untilEvent<RtcMessageEvent>(ada, 'rtc-message');
    await ben.send(new Uint8Array([7]), { lossy: true, to: idOf(ada) });
    const { detail: direct, data } = await private_;
    expect([direct.to, direct.lossy, new Uint8Array(data as ArrayBuffer)[0]]).to.deep.equal([[idOf(ada)], true, 7]);
    const sure = untilEvent<RtcMessageEvent>(ben, 'rtc-message');
    await ada.send('sure', { topic: 'pointer' });
    expect((await sure).detail.lossy).to.equal(false);
    await untilSentOverState(ada, ben);
  });

  it('are no lines of the chat, and no longer than a frame', async () => {
    const [ada] = await pair();
    expect(await codeOf(ada.send('a line', { lossy: true }))).to.equal('data/invalid');
    expect(await codeOf(ada.send('x'.repeat(32_768), { topic: 't', lossy: true }))).to.equal('data/too-large');
  });
});
