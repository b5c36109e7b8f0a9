import { RoomController, type RtcMessageEvent, type RtcStreamAddedEvent } from '../src/index.js';
import { expect } from '../test/browser/expect.js';
import { mount, unmountAll, within } from '../test/browser/mount.js';
import { serviceUrl } from '../test/browser/service-url.js';
import { until, untilAttribute, untilEvent } from '../test/browser/until.js';
import type { RtcRoomElement } from './define.js';
import './define.js';

const server = serviceUrl();
let visitors: RoomController[] = [];

/** Somebody else, in a room of this page’s service. */
async function visitor(options: RoomController['options']): Promise<RoomController> {
  const controller = new RoomController({ options: { server, ...options } });
  visitors.push(controller);
  await controller.join();
  await until(controller, 'change', () =>
    controller.state.participants.some(({ self, connection }) => !self && connection === 'connected'),
  );
  return controller;
}

describe('a page’s own composition', () => {
  afterEach(async () => {
    await Promise.all(visitors.map((controller) => controller.leave()));
    visitors = [];
    unmountAll();
  });

  it('may hold several rooms: what is said in one is not heard in the other', async () => {
    const markup = (name: string) =>
      `<rtc-room id="${name}" name="${name}" server="${server}" session="data" auto-join><p></p></rtc-room>`;
    const tea = await mount<RtcRoomElement>(markup('tea'));
    const coffee = await mount<RtcRoomElement>(markup('coffee'));
    const [teaChat, coffeeChat] = [
      await mount('<rtc-chat for="tea"></rtc-chat>'),
      await mount('<rtc-chat for="coffee"></rtc-chat>'),
    ];
    await Promise.all([tea, coffee].map((room) => untilAttribute(room, 'state', 'joined')));
    const [ada, ben] = [
      await visitor({ name: 'tea', session: 'data' }),
      await visitor({ name: 'coffee', session: 'data' }),
    ];
    const heard: unknown[] = [];
    for (const room of [tea, coffee]) {
      room.addEventListener('rtc-message', ({ detail }: RtcMessageEvent) => heard.push([room.id, detail.data]));
    }
    await ada.send('leaves');
    await ben.send('beans');
    await ada.send({ at: [1, 2] }, { topic: 'cursor' });
    expect(heard).to.deep.equal([
      ['tea', 'leaves'],
      ['coffee', 'beans'],
      ['tea', { at: [1, 2] }],
    ]);
    for (const chat of [teaChat, coffeeChat]) await untilAttribute(chat, 'message-count', '1');
    expect(within(teaChat, '.text')?.textContent).to.equal('leaves');
    await tea.leave();
    expect(coffee.state).to.equal('joined');
    await ben.send('still here');
    expect(coffee.messages).to.have.length(2);
  });

  it('may show a stream in a video element of its own, and loses the tile of who left', async () => {
    const room = await mount<RtcRoomElement>(
      `<rtc-room name="own-video" server="${server}" no-capture auto-join><rtc-video></rtc-video></rtc-room>`,
    );
    const view = room.querySelector('rtc-video')!;
    await untilAttribute(room, 'state', 'joined');
    const added = untilEvent<RtcStreamAddedEvent>(
      room,
      'rtc-stream-added',
      ({ detail }) => !detail.local && detail.source === 'camera',
    );
    const ada = await visitor({ name: 'own-video', resolution: '180p' });
    const { stream, detail } = await added;
    expect(detail.kinds).to.deep.equal(['video']);
    const own = document.createElement('video');
    own.muted = true;
    own.srcObject = stream ?? null;
    await own.play();
    expect(own.videoWidth).to.be.greaterThan(0);
    await untilAttribute(view, 'count', '2');
    const removed = untilEvent(room, 'rtc-stream-removed');
    await ada.leave();
    await removed;
    await untilAttribute(view, 'count', '1');
  });
});
