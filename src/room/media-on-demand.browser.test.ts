import { expect } from '../../test/browser/expect.js';
import { BLUE, picture, RED, sound, untilColour } from '../../test/browser/pictures.js';
import {
  become,
  codeOf,
  heard,
  idOf,
  RoomsOnStage,
  seen,
  streamOf,
  untilConnected,
} from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import type { RoomController } from './room-controller.js';

type Two = [RoomController, RoomController];

const EVERYTHING = { session: 'audio video screen data', resolution: '180p' } as const;

function shows(viewer: RoomController, person: RoomController, source: 'camera' | 'microphone' | 'screen') {
  return become(viewer, () => streamOf(viewer, person, source)?.stream !== undefined, `the ${source}`);
}

describe('media on demand', () => {
  let stage: RoomsOnStage;
  let tracks: MediaStreamTrack[];

  before(() => {
    stage = new RoomsOnStage(serviceUrl());
  });

  beforeEach(() => {
    tracks = [];
  });

  afterEach(async () => {
    await stage.clear();
    for (const track of tracks) track.stop();
  });

  function kept(track: MediaStreamTrack): MediaStreamTrack {
    tracks.push(track);
    return track;
  }

  it('the camera may be asked for when the first person comes, and the page is told once it is there', async () => {
    const ada = stage.room({ ...EVERYTHING, noCapture: true });
    const added = heard<{ source: string; local: boolean }>(ada, 'rtc-stream-added');
    ada.on('rtc-participant-joined', () => void ada.setCamera(true));
    await ada.join();
    expect(ada.state.camera).to.equal('off');
    const ben = stage.room({ ...EVERYTHING, name: ada.state.name, noCapture: true });
    await ben.join();
    await shows(ben, ada, 'camera');
    expect(ada.state.camera).to.equal('on');
    expect(added.map(({ source, local }) => [source, local])).to.deep.equal([['camera', true]]);
  });

  it('who joined with data alone adds sound, picture and a screen while the call runs', async () => {
    const ada = stage.room({ ...EVERYTHING, noCapture: true });
    await ada.join();
    const ben = stage.room({ ...EVERYTHING, session: 'data', name: ada.state.name });
    await ben.join();
    await untilConnected(ada, ben);
    expect(seen(ada, ben)?.streams).to.deep.equal([]);
    await Promise.all([ben.setMicrophone(true), ben.setCamera(true)]);
    await ben.publish(kept(picture(BLUE)), { source: 'screen' });
    await Promise.all([shows(ada, ben, 'microphone'), shows(ada, ben, 'camera'), shows(ada, ben, 'screen')]);
    await untilColour(streamOf(ada, ben, 'screen')?.stream, BLUE);
  });

  it('what the page brings runs on after leaving, and is published again in the next room', async () => {
    const [ada, ben] = (await stage.together(2, { ...EVERYTHING, noCapture: true })) as Two;
    const track = kept(picture(RED));
    await ada.publish(track, { source: 'camera' });
    await shows(ben, ada, 'camera');
    await ada.leave();
    expect(track.readyState).to.equal('live');
    expect(ada.streams).to.have.length(0);
    await ada.join();
    await untilConnected(ada, ben);
    expect(seen(ben, ada)?.streams).to.deep.equal([]);
    await ada.publish(track, { source: 'camera' });
    await shows(ben, ada, 'camera');
    await untilColour(streamOf(ben, ada, 'camera')?.stream, RED);
  });

  it('the sound of a stream is published without its picture', async () => {
    const [ada, ben] = (await stage.together(2, { ...EVERYTHING, noCapture: true })) as Two;
    const both = new MediaStream([kept(picture(RED)), kept(sound())]);
    const streamId = await ada.publish(new MediaStream(both.getAudioTracks()));
    await become(ben, () => ben.streams.select({ streamId })[0]?.stream !== undefined, 'the sound');
    expect(ben.streams.select({ streamId })[0]?.kinds).to.deep.equal(['audio']);
    expect(ben.streams.select({ streamId })[0]?.stream?.getVideoTracks()).to.have.length(0);
  });

  it('somebody is made silent for oneself alone, without them knowing', async () => {
    const [ada, ben] = (await stage.together(2, { ...EVERYTHING, noCapture: true })) as Two;
    await untilConnected(ada, ben);
    await ada.publish(kept(sound()), { source: 'microphone' });
    await shows(ben, ada, 'microphone');
    const changes = heard(ada, 'rtc-mute-change');
    await ben.setVolume(idOf(ada), 0);
    expect(seen(ben, ada)?.volume).to.equal(0);
    await ben.send('after it');
    expect(changes).to.deep.equal([]);
    expect(await codeOf(ben.setVolume(idOf(ada), 2))).to.equal('attribute/invalid');
    expect(await codeOf(ben.setVolume('nobody', 1))).to.equal('protocol/no-such-participant');
  });

  it('plays through the system’s loudspeaker while the chosen one is gone, says so, and takes it back', async () => {
    const { mediaDevices } = navigator;
    let speakers = ['box', 'built-in'];
    const plug = (...there: string[]): void => {
      speakers = there;
      mediaDevices.dispatchEvent(new Event('devicechange'));
    };
    mediaDevices.enumerateDevices = async () =>
      speakers.map((deviceId) => ({ deviceId, kind: 'audiooutput', label: deviceId }) as MediaDeviceInfo);
    try {
      // Who captures nothing hears the others all the same.
      const ada = stage.room({ ...EVERYTHING, noCapture: true, speaker: 'box' });
      const news = heard<{ code: string; severity: string }>(ada, 'rtc-error');
      await ada.join();
      expect(ada.state.speaker).to.equal('box');
      plug('built-in');
      await become(ada, () => ada.state.speaker === '', 'the system’s loudspeaker');
      plug('built-in', 'box');
      await become(ada, () => ada.state.speaker === 'box', 'the chosen loudspeaker');
      expect(news.map(({ code, severity }) => `${code} ${severity}`)).to.deep.equal([
        'media/missing info',
        'media/missing info',
      ]);
    } finally {
      Reflect.deleteProperty(mediaDevices, 'enumerateDevices');
    }
  });
});
