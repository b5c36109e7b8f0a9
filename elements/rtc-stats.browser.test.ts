import type { PersonStats } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, person } from '../test/browser/fake-room.js';
import { mountView, unmountAll, within } from '../test/browser/mount.js';
import type { RtcStatsElement } from './define.js';
import './define.js';

const STATS: PersonStats = {
  userId: 'grace',
  measuredAt: 0,
  connection: 'connected',
  quality: 3,
  transport: {
    relayed: true,
    protocol: 'udp',
    local: undefined,
    remote: undefined,
    roundTripMs: 41.7,
    availableKbps: 900,
    sentKbps: 612.4,
    receivedKbps: 99,
    encryption: 'AES',
  },
  tracks: [
    {
      direction: 'received',
      kind: 'video',
      streamId: 'grace-camera',
      source: 'camera',
      trackId: 't',
      mid: '1',
      codec: 'VP9',
      kbps: 88.2,
      loss: 0.021,
      jitterMs: 3,
      width: 640,
      height: 360,
      framesPerSecond: 24,
      frames: 100,
      limitedBy: undefined,
      freezes: 0,
      level: undefined,
      coder: 'libvpx',
      targetKbps: undefined,
    },
  ],
};

describe('rtc-stats', () => {
  afterEach(unmountAll);

  it('is accessible without a connection, and with one shows quality, way, rates and tracks', async () => {
    const fake = new FakeRoom();
    fake.answers.set('getStats', [STATS]);
    fake.become(joined(person('ada', { self: true })));
    const element = await mountView<RtcStatsElement>('<rtc-stats></rtc-stats>', fake);
    await expectAccessible(element);
    expect(within(element, '.empty')!.textContent).to.equal('No connection yet');
    fake.become(joined(person('ada', { self: true }), person('grace', { displayName: 'Grace' })));
    while (within(element, '[part=person]') === undefined) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await element.updateComplete;
    }
    await expectAccessible(element);
    const words = within(element, '[part=person]')!.textContent.replace(/\s+/g, ' ');
    for (const wanted of ['Grace good', 'relayed, udp, 42 ms', '612 kbit/s sent, 99', 'camera received (video) VP9']) {
      expect(words).to.include(wanted);
    }
    expect(words).to.include('640×360, 24/s 88 2.1 %');
    expect(element.getAttribute('count')).to.equal('1');
    element.participant = 'alan';
    while (within(element, '[part=person]') !== undefined) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
});
