import { expect } from '../../test/browser/expect.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import { until, untilEvent } from '../../test/browser/until.js';
import { RtcError } from '../protocol/index.js';
import { RoomController } from './room-controller.js';
import type { RtcErrorEvent, RtcMessageEvent, RtcOwnerChangeEvent } from './room-events.js';
import type { RoomOptions } from './room-options.js';

let rooms: RoomController[] = [];

function room(options: RoomOptions = {}): RoomController {
  const controller = new RoomController({
    options: { server: serviceUrl(), name: `room-${rooms.length}-${crypto.randomUUID()}`, ...options },
  });
  rooms.push(controller);
  return controller;
}

function connected(controller: RoomController, others = 1): Promise<void> {
  return until(
    controller,
    'change',
    () => {
      const people = controller.state.participants.filter(({ self }) => !self);
      return people.length === others && people.every(({ connection }) => connection === 'connected');
    },
    'connected with everybody',
  );
}

async function two(options: RoomOptions = {}): Promise<[RoomController, RoomController]> {
  const name = crypto.randomUUID();
  const pair: [RoomController, RoomController] = [
    room({ name, displayName: 'Ada', ...options }),
    room({ name, displayName: 'Ben', ...options }),
  ];
  for (const controller of pair) await controller.join();
  await Promise.all(pair.map((controller) => connected(controller)));
  return pair;
}

async function rejection(promise: Promise<unknown>): Promise<RtcError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RtcError) return error;
    throw error;
  }
  throw new Error('resolved');
}

function tracksOf(controller: RoomController): MediaStreamTrack[] {
  return controller.state.participants
    .flatMap(({ streams }) => streams)
    .flatMap(({ stream }) => stream?.getTracks() ?? []);
}

describe('RoomController', () => {
  afterEach(async () => {
    await Promise.all(rooms.map((controller) => controller.leave()));
    rooms = [];
  });

  it('is joined when join resolves, and joining twice is one join', async () => {
    const controller = room();
    const states: string[] = [];
    controller.on('rtc-state-change', ({ detail }) => states.push(detail.to));
    await Promise.all([controller.join(), controller.join()]);
    await controller.join();
    expect(controller.state.status).to.equal('joined');
    expect(controller.state.owner).to.equal(true);
    expect(controller.state.participants).to.have.length(1);
    expect(states).to.deep.equal(['joining', 'joined']);
  });

  it('two people see and hear each other', async () => {
    const [ada, ben] = await two();
    for (const controller of [ada, ben]) {
      await until(
        controller,
        'change',
        () => {
          const other = controller.state.participants.find(({ self }) => !self);
          return other?.streams.filter(({ stream }) => stream !== undefined).length === 2;
        },
        'camera and microphone of the other',
      );
      const other = controller.state.participants.find(({ self }) => !self);
      const stream = other?.streams.find(({ source }) => source === 'camera')?.stream;
      const video = document.createElement('video');
      video.muted = true;
      video.srcObject = stream ?? null;
      await video.play();
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    }
  });

  it('a line of chat is confirmed by everybody and heard once', async () => {
    const [ada, ben] = await two({ session: 'data' });
    const heard: RtcMessageEvent['detail'][] = [];
    ben.on('rtc-message', ({ detail }) => heard.push(detail));
    await ada.send('hello');
    expect(ada.state.messages.map(({ text, status }) => [text, status])).to.deep.equal([['hello', 'sent']]);
    expect(ben.state.messages.map(({ text, displayName }) => [text, displayName])).to.deep.equal([['hello', 'Ada']]);
    expect(heard).to.have.length(1);
  });

  it('JSON under a topic is an event and no line', async () => {
    const [ada, ben] = await two({ session: 'data' });
    const heard = untilEvent<RtcMessageEvent>(ben, 'rtc-message');
    await ada.send({ x: [1, null, 'ä'] }, { topic: 'board' });
    const { detail } = await heard;
    expect([detail.topic, detail.data, detail.to]).to.deep.equal(['board', { x: [1, null, 'ä'] }, null]);
    expect(ben.state.messages).to.be.empty;
  });

  it('a message to one person reaches no other', async () => {
    const name = crypto.randomUUID();
    const [ada, ben, cleo] = [1, 2, 3].map(() => room({ name, session: 'data' })) as [
      RoomController,
      RoomController,
      RoomController,
    ];
    for (const controller of [ada, ben, cleo]) await controller.join();
    await Promise.all([ada, ben, cleo].map((controller) => connected(controller, 2)));
    await ada.send('for Ben', { to: ben.state.userId ?? '' });
    await ada.send('for all');
    expect(ben.state.messages.map(({ text }) => text)).to.deep.equal(['for Ben', 'for all']);
    expect(cleo.state.messages.map(({ text }) => text)).to.deep.equal(['for all']);
  });

  it('refuses what is no message, before sending it', async () => {
    const [ada] = await two({ session: 'data' });
    expect((await rejection(ada.send(new Map()))).code).to.equal('data/invalid');
    expect((await rejection(ada.send('x'.repeat(67_108_865)))).code).to.equal('data/too-large');
    expect((await rejection(ada.send('hi', { topic: '' }))).code).to.equal('data/invalid');
    expect((await rejection(ada.send([1], { files: [new File([], 'x')] }))).code).to.equal('data/invalid');
    expect((await rejection(ada.send('hi', { to: 'nobody' }))).code).to.equal('protocol/no-such-participant');
  });

  it('a file arrives byte by byte as it was sent', async () => {
    const [ada, ben] = await two({ session: 'data' });
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const file = new File(
      Array.from({ length: 30 }, () => bytes),
      'photo.bin',
      { type: 'application/octet-stream' },
    );
    ben.on('rtc-file-offer', ({ detail }) => void ben.acceptFile(detail.transferId));
    const received = until(ben, 'change', () => ben.state.transfers[0]?.status === 'done', 'received');
    await ada.sendFile(file);
    await received;
    const copy = ben.state.transfers[0]?.file;
    expect(copy?.name).to.equal('photo.bin');
    expect(new Uint8Array((await copy?.arrayBuffer()) ?? new ArrayBuffer())).to.deep.equal(
      new Uint8Array(await file.arrayBuffer()),
    );
  });

  it('leaving is seen by the others and gives every device back', async () => {
    const [ada, ben] = await two();
    await until(ben, 'change', () => tracksOf(ben).length >= 4, 'all tracks');
    const own = ben.state.participants
      .find(({ self }) => self)
      ?.streams.flatMap(({ stream }) => stream?.getTracks() ?? []);
    const gone = untilEvent(ada, 'rtc-participant-left');
    await ben.leave();
    await gone;
    expect(own?.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
    expect(ben.state.status).to.equal('left');
    expect(ada.state.participants).to.have.length(1);
  });

  it('ownership passes on when the owner leaves, and a rejoin is possible on the same object', async () => {
    const [ada, ben] = await two({ session: 'data' });
    expect([ada.state.owner, ben.state.owner]).to.deep.equal([true, false]);
    const owns = until(ben, 'change', () => ben.state.owner, 'owner');
    const told = untilEvent<RtcOwnerChangeEvent>(ben, 'rtc-owner-change');
    await ada.leave();
    await owns;
    expect((await told).detail.userId === ben.state.userId).to.equal(true);
    await ada.join();
    await Promise.all([connected(ada), connected(ben)]);
    expect([ada.state.owner, ben.state.owner]).to.deep.equal([false, true]);
  });

  it('is refused by a full room with a fatal error, told once', async () => {
    const name = crypto.randomUUID();
    await room({ name, maxParticipants: 1, session: 'data' }).join();
    const late = room({ name, session: 'data' });
    const told: string[] = [];
    late.on('rtc-error', (event: RtcErrorEvent) => told.push(`${event.detail.code} ${event.detail.severity}`));
    expect((await rejection(late.join())).code).to.equal('room/full');
    expect(late.state.status).to.equal('failed');
    expect(late.state.error?.code).to.equal('room/full');
    expect(told).to.deep.equal(['room/full fatal']);
  });

  it('refuses a name no room can have, and an address no service has', async () => {
    expect((await rejection(room({ name: '' }).join())).code).to.equal('room/invalid-name');
    expect((await rejection(room({ name: 'a\u0000b' }).join())).code).to.equal('room/invalid-name');
    expect((await rejection(room({ server: 'ftp://x' }).join())).code).to.equal('signaling/invalid-url');
  });

  it('a join that was aborted leaves nobody behind', async () => {
    const name = crypto.randomUUID();
    const early = room({ name, session: 'data' });
    const abort = new AbortController();
    const joining = early.join({ signal: abort.signal });
    abort.abort();
    await joining.catch(() => undefined);
    expect(early.state.status).to.equal('left');
    const witness = room({ name, session: 'data' });
    await witness.join();
    await until(witness, 'change', () => witness.state.participants.length === 1, 'alone');
  });

  it('a muted microphone is muted at the other side too, a camera that is off is gone there', async () => {
    const [ada, ben] = await two();
    const view = (source: string) =>
      ben.state.participants.find(({ self }) => !self)?.streams.find((stream) => stream.source === source);
    await until(ben, 'change', () => view('microphone')?.stream !== undefined && view('camera')?.stream !== undefined);
    const muted = untilEvent(ben, 'rtc-mute-change');
    await ada.setMicrophone(false);
    await muted;
    expect(view('microphone')?.muted.audio).to.equal(true);
    const streamId = view('camera')?.streamId;
    const removed = untilEvent(ben, 'rtc-stream-removed');
    await ada.setCamera(false);
    await removed;
    expect(view('camera')).to.equal(undefined);
    expect(ada.state.camera).to.equal('off');
    const back = until(ben, 'change', () => view('camera')?.stream !== undefined);
    await ada.setCamera(true);
    await back;
    expect(view('camera')?.streamId).not.to.equal(streamId);
  });

  it('a screen is shared beside the camera, and what the room does not carry is refused', async () => {
    const [ada, ben] = await two();
    const screen = () =>
      ben.state.participants.find(({ self }) => !self)?.streams.find(({ source }) => source === 'screen');
    const shown = until(ben, 'change', () => screen()?.stream !== undefined, 'the screen');
    await ada.shareScreen();
    await shown;
    const gone = until(ben, 'change', () => screen() === undefined, 'no screen');
    await ada.stopScreen();
    await gone;
    const quiet = room({ session: 'data' });
    await quiet.join();
    expect((await rejection(quiet.shareScreen())).code).to.equal('room/not-allowed');
    expect((await rejection(quiet.setCamera(true))).code).to.equal('room/not-allowed');
  });

  it('methods without a room say so', async () => {
    expect((await rejection(room().send('hi'))).code).to.equal('room/not-joined');
  });

  it('events carry details that JSON keeps', async () => {
    const [ada] = await two({ session: 'data' });
    const controller = room({ name: ada.state.name, session: 'data', displayName: 'Cleo', extra: { a: [1] } });
    const joined = untilEvent<CustomEvent<unknown>>(ada, 'rtc-participant-joined');
    await controller.join();
    const { detail } = await joined;
    expect(JSON.parse(JSON.stringify(detail))).to.deep.equal(detail);
    expect(detail).to.deep.include({
      participant: {
        userId: controller.state.userId,
        displayName: 'Cleo',
        role: 'participant',
        extra: { a: [1] },
        hand: false,
        presence: 'online',
        self: false,
      },
    });
  });

  it('five rooms have one capture, and each its own mute', async () => {
    const { mediaDevices } = navigator;
    const asked: (MediaStreamConstraints | undefined)[] = [];
    const real = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (constraints) => {
      asked.push(constraints);
      return real(constraints);
    };
    try {
      const five = Array.from({ length: 5 }, () => room());
      await Promise.all(five.map((controller) => controller.join()));
      await Promise.all(
        five.map((controller) =>
          until(controller, 'change', () => controller.state.camera === 'on' && controller.state.microphone === 'on'),
        ),
      );
      expect(asked).to.have.length(1);
      const [first, second, ...others] = five as [RoomController, RoomController, ...RoomController[]];
      await first.setMicrophone(false);
      await second.leave();
      expect([first, ...others].map(({ state }) => state.microphone)).to.deep.equal(['muted', 'on', 'on', 'on']);
      expect(others.flatMap(tracksOf).map(({ readyState, enabled }) => [readyState, enabled])).to.deep.equal(
        others.flatMap(() => [
          ['live', true],
          ['live', true],
        ]),
      );
    } finally {
      mediaDevices.getUserMedia = real;
    }
  });
});
