import { RtcError } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { joined, person } from '../test/browser/fake-room.js';
import { drawn, mountRoom, unmountAll, within } from '../test/browser/mount.js';
import './define.js';

const ada = person('ada', { self: true, displayName: 'Ada' });
const grace = person('grace', { displayName: 'Grace', connection: 'failed' });
const REMEDY = 'Set RTC_TURN_URLS of the service.';
const noRoute = new RtcError('connection/no-route', 'No way from your network to Grace was found.', { hint: REMEDY });

describe('rtc-room without a way to somebody', () => {
  afterEach(unmountAll);

  for (const owner of [false, true]) {
    const whom = owner ? 'the owner, with the remedy' : 'a visitor, without a remedy that is not theirs';
    it(`says so on screen to ${whom}`, async () => {
      const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
      fake.become({ ...joined(ada, grace), owner, error: noRoute });
      await drawn(room);
      await expectAccessible(room);
      expect(room.getAttribute('error')).to.equal('connection/no-route');
      const notice = within(room, '[part~="notice"]');
      expect(notice?.checkVisibility()).to.equal(true);
      expect(notice?.textContent).to.include(noRoute.message);
      expect(notice?.textContent.includes(REMEDY)).to.equal(owner);
    });
  }

  it('stops saying so when told, and does not stop the call', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    fake.become({ ...joined(ada, grace), error: noRoute });
    await drawn(room);
    within(room, '[part~="notice"] button')?.click();
    await drawn(room);
    expect(within(room, '[part~="notice"]')).to.equal(undefined);
    expect(fake.done).not.to.include('leave');
  });
});
