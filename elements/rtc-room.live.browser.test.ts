import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { allWithin, mount, nextTask, unmountAll, within, type Mounted } from '../test/browser/mount.js';
import { serviceUrl } from '../test/browser/service-url.js';
import { until, untilAttribute } from '../test/browser/until.js';
import type { RtcRoomElement } from './define.js';
import './define.js';

function enter(name: string, person: string): Promise<Mounted<RtcRoomElement>> {
  return mount<RtcRoomElement>(
    `<rtc-room name="${name}" display-name="${person}" server="${serviceUrl()}" auto-join></rtc-room>`,
  );
}

/** Once the picture of somebody else has frames. */
async function otherPicture(room: RtcRoomElement): Promise<HTMLVideoElement> {
  const find = () =>
    allWithin<HTMLVideoElement>(room, '.tile:not(:has(.mirrored)) video').find(({ srcObject }) => srcObject);
  await until(room.controller, 'change', () => room.streams.some((view) => !view.local && view.stream !== undefined));
  await nextTask();
  const video = find()!;
  if (video.videoWidth === 0) await new Promise((resolve) => video.addEventListener('resize', resolve, { once: true }));
  return video;
}

describe('rtc-room with a real service', () => {
  afterEach(unmountAll);

  it('is a complete call from one tag', async () => {
    const ada = await enter('one-tag', 'Ada');
    await untilAttribute(ada, 'state', 'joined');
    await untilAttribute(ada, 'camera-state', 'on');
    const grace = await enter('one-tag', 'Grace');
    await Promise.all([untilAttribute(ada, 'participant-count', '2'), untilAttribute(grace, 'participant-count', '2')]);
    expect((await otherPicture(ada)).videoWidth).to.be.greaterThan(0);
    expect((await otherPicture(grace)).videoWidth).to.be.greaterThan(0);
    expect(ada.hasAttribute('owner')).to.equal(true);
    await expectAccessible(ada);

    const chat = within(grace, 'rtc-chat')!;
    await grace.send('Hello <i>Ada</i>');
    await untilAttribute(within(ada, 'rtc-chat')!, 'message-count', '1');
    expect(chat.getAttribute('message-count')).to.equal('1');
  });

  it('stays when it is moved, and gives camera and microphone back when it is removed', async () => {
    const room = await enter('moving', 'Ada');
    await untilAttribute(room, 'camera-state', 'on');
    const tracks = room.streams.flatMap((view) => view.stream?.getTracks() ?? []);
    expect(tracks).not.to.have.length(0);
    const { userId } = room.controller.state;

    (await mount('<div></div>')).append(room);
    await nextTask();
    await nextTask();
    expect(room.state).to.equal('joined');
    expect(room.controller.state.userId).to.equal(userId);
    expect(tracks.every((track) => track.readyState === 'live')).to.equal(true);

    room.remove();
    await untilAttribute(room, 'state', 'left');
    expect(tracks.every((track) => track.readyState === 'ended')).to.equal(true);
  });

  it('says what is wrong when there is no service, and tries again', async () => {
    const room = await mount<RtcRoomElement>(
      '<rtc-room name="nowhere" server="http://localhost:9" no-capture></rtc-room>',
    );
    const failed = room.join().then(
      () => 'joined',
      (error: unknown) => String((error as { code?: unknown }).code),
    );
    expect(await failed).to.match(/^signaling\//);
    await room.updateComplete;
    expect(room.getAttribute('state')).to.equal('failed');
    expect(room.getAttribute('error')).to.equal(await failed);
    await expectAccessible(room);
    room.server = serviceUrl();
    await room.updateComplete;
    within(room, '.screen button')!.click();
    await untilAttribute(room, 'state', 'joined');
    expect(room.hasAttribute('error')).to.equal(false);
  });
});
