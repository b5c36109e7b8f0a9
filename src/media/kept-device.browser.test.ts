import { expect } from '../../test/browser/expect.js';
import { StagedMedia, sourceWith } from '../../test/browser/staged-media.js';
import { until, untilEvent } from '../../test/browser/until.js';
import type { CaptureSource } from './capture.js';
import { ChosenDevices } from './chosen-devices.js';
import { DeviceList } from './device-list.js';
import { WishedDevices } from './wished-devices.js';

/** A machine whose devices come and go by the test’s word; those plugged in are the browser’s fake ones. */
class Machine extends EventTarget {
  readonly asked: MediaStreamConstraints[] = [];
  /** Ids that are not plugged in. */
  readonly gone = new Set<string>();
  readonly list = new DeviceList(this);
  readonly permission = Object.assign(new EventTarget(), { state: 'granted' });
  readonly source: CaptureSource = {
    ...sourceWith({
      getUserMedia: (constraints) => this.#capture(constraints),
      enumerateDevices: () => this.enumerateDevices(),
    }),
    permissions: { query: () => Promise.resolve(this.permission as EventTarget as PermissionStatus) },
    devices: this.list,
  };

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter(({ deviceId }) => !this.gone.has(deviceId));
  }

  async microphones(): Promise<string[]> {
    await this.list.refresh();
    return this.list.current.microphones.map(({ deviceId }) => deviceId);
  }

  /** Takes it away under the track that has it, as a hand does with a plug. */
  async unplug(deviceId: string, track: MediaStreamTrack): Promise<void> {
    this.gone.add(deviceId);
    track.stop();
    track.dispatchEvent(new Event('ended'));
    this.dispatchEvent(new Event('devicechange'));
    await this.list.refresh();
  }

  async plugIn(deviceId: string): Promise<void> {
    this.gone.delete(deviceId);
    this.dispatchEvent(new Event('devicechange'));
    await this.list.refresh();
  }

  setPermission(state: PermissionState): void {
    this.permission.state = state;
    this.permission.dispatchEvent(new Event('change'));
  }

  #capture(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    const refused = [...this.gone].some((id) => JSON.stringify(constraints).includes(`"exact":"${id}"`));
    if (refused) return Promise.reject(new DOMException('gone', 'OverconstrainedError'));
    return navigator.mediaDevices.getUserMedia(constraints);
  }
}

/** Does it as if everything before it were long ago: a device that ends at once is broken, and is not made up for. */
async function longAfter(work: () => Promise<void>): Promise<void> {
  const now = performance.now.bind(performance);
  performance.now = () => now() + 10_000;
  try {
    await work();
  } finally {
    performance.now = now;
  }
}

describe('LocalMedia keeps its devices', () => {
  let machine: Machine;
  let stage: StagedMedia;
  let remembered: Map<string, string>;
  let microphones: string[];

  const storage = (): Pick<Storage, 'getItem' | 'setItem'> => ({
    getItem: (key) => remembered.get(key) ?? null,
    setItem: (key, value) => void remembered.set(key, value),
  });

  function use(source: CaptureSource = machine.source): WishedDevices {
    const wishes = new WishedDevices(new ChosenDevices(storage));
    stage = new StagedMedia(source, wishes);
    return wishes;
  }

  const deviceOf = (source: 'microphone' | 'camera') => stage.track(source).getSettings().deviceId;
  const news = () => stage.errors.map(({ code, severity }) => `${code} ${severity}`);

  beforeEach(async () => {
    remembered = new Map();
    machine = new Machine();
    use();
    microphones = (await machine.microphones()).filter((id) => id !== 'default');
    expect(microphones).to.have.length(2);
  });

  afterEach(() => stage.call.abort());

  it('another microphone takes the place of the running one in the same publication, as muted as it was', async () => {
    await stage.media.setMicrophone(true);
    await stage.media.setMicrophone(false);
    const before = stage.track('microphone');
    const { streamId, stream } = stage.publication('microphone')!;
    stage.media.configure({ microphone: microphones[1] });
    await stage.media.follow();
    expect(deviceOf('microphone')).to.equal(microphones[1]);
    expect(stage.track('microphone').enabled).to.equal(false);
    expect(before.readyState).to.equal('ended');
    expect(stage.publication('microphone')?.streamId).to.equal(streamId);
    expect(stream.getTracks()).to.deep.equal([stage.track('microphone')]);
    expect(stage.media.state.microphone).to.equal('muted');
  });

  it('a microphone that cannot be had leaves the running one, and rejects', async () => {
    await stage.media.setMicrophone(true);
    const before = stage.track('microphone');
    machine.source.mediaDevices!.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    stage.media.configure({ microphone: microphones[1] });
    await stage.untilError();
    expect(stage.codes).to.deep.equal(['media/denied']);
    expect(stage.track('microphone')).to.equal(before);
    expect(before.readyState).to.equal('live');
  });

  it('a phone, which opens one camera at a time, gives the first back before it opens the second', async () => {
    await stage.media.setCamera(true);
    const before = stage.track('camera');
    const { mediaDevices } = navigator;
    machine.source.mediaDevices!.getUserMedia = (constraints) =>
      before.readyState === 'live'
        ? Promise.reject(new DOMException('one at a time', 'NotReadableError'))
        : mediaDevices.getUserMedia(constraints);
    stage.media.configure({ camera: 'environment' });
    await stage.media.follow();
    expect(stage.track('camera')).not.to.equal(before);
    expect(stage.media.state.camera).to.equal('on');
    expect(stage.errors).to.deep.equal([]);
  });

  it('another resolution is another size of the same track', async () => {
    stage.media.configure({ resolution: '180p' });
    await stage.media.setCamera(true);
    const track = stage.track('camera');
    stage.media.configure({ resolution: '720p', frameRate: 10 });
    await stage.media.follow();
    expect(stage.track('camera')).to.equal(track);
    const { width, height, frameRate } = track.getSettings();
    expect([width, height, frameRate]).to.deep.equal([1280, 720, 10]);
  });

  it('the size follows what is shown where the page leaves it to us, and not where it does not', async () => {
    await stage.media.setCamera(true);
    const width = () => stage.track('camera').getSettings().width;
    expect(width()).to.equal(640);
    await stage.media.fitCamera({ width: 1280, height: 720 });
    expect(width()).to.equal(1280);
    await stage.media.fitCamera({ width: 320, height: 180 });
    expect(width()).to.equal(320);
    stage.media.configure({ resolution: '480p' });
    await stage.media.follow();
    await stage.media.fitCamera({ width: 1280, height: 720 });
    expect(width()).to.equal(854);
  });

  it('echo cancellation is switched off and on by another capture', async () => {
    const wishes = use();
    await stage.media.setMicrophone(true);
    const cancels = () => stage.track('microphone').getSettings().echoCancellation;
    expect(cancels()).to.equal(true);
    wishes.pick({ echoCancellation: false });
    await stage.media.follow();
    expect(cancels()).to.equal(false);
  });

  it('unplugged: told, made up for by another, and taken back when it returns', async () => {
    const [own] = microphones;
    stage.media.configure({ microphone: own });
    await stage.media.setMicrophone(true);
    const { streamId } = stage.publication('microphone')!;
    await longAfter(async () => {
      const replaced = untilEvent(stage.media, 'change', () => stage.track('microphone').readyState === 'live');
      await machine.unplug(own!, stage.track('microphone'));
      await replaced;
    });
    expect(deviceOf('microphone')).not.to.equal(own);
    expect(news()).to.deep.equal(['media/missing info']);
    const back = untilEvent(stage.media, 'change', () => deviceOf('microphone') === own);
    await machine.plugIn(own!);
    await back;
    expect(stage.publication('microphone')?.streamId).to.equal(streamId);
  });

  it('unplugged with nothing to take its place: missing, and on again when one is plugged in', async () => {
    stage.media.configure({ microphone: microphones[0] });
    await stage.media.setMicrophone(true);
    const { mediaDevices } = machine.source;
    const { getUserMedia } = mediaDevices!;
    mediaDevices!.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
    await machine.unplug(microphones[0]!, stage.track('microphone'));
    await stage.untilState({ microphone: 'missing' });
    expect(news()).to.deep.equal(['media/missing recoverable']);
    mediaDevices!.getUserMedia = getUserMedia;
    await machine.plugIn(microphones[0]!);
    await stage.untilState({ microphone: 'on' });
  });

  it('ended before the browser says that it is no longer allowed: missing, and denied when it says so', async () => {
    await stage.media.setMicrophone(true);
    await machine.unplug(microphones[0]!, stage.track('microphone'));
    await stage.untilState({ microphone: 'missing' });
    machine.setPermission('denied');
    await stage.untilState({ microphone: 'denied' });
    expect(news()).to.deep.equal(['media/missing recoverable', 'media/denied recoverable']);
  });

  it('denied while another capture is under way: it is given back, and the denial is told', async () => {
    await stage.media.setMicrophone(true);
    const { mediaDevices } = machine.source;
    const { getUserMedia } = mediaDevices!;
    const given = new EventTarget();
    let isBack = false;
    mediaDevices!.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      const [track] = stream.getTracks();
      const stop = track!.stop.bind(track);
      track!.stop = () => {
        stop();
        isBack = true;
        given.dispatchEvent(new Event('back'));
      };
      machine.setPermission('denied');
      return stream;
    };
    await longAfter(async () => {
      await machine.unplug(microphones[0]!, stage.track('microphone'));
      await until(given, 'back', () => isBack);
    });
    expect(news()).to.deep.equal(['media/denied recoverable']);
    expect(stage.media.state.microphone).to.equal('denied');
  });

  it('denied while another stands in for it, which the browser leaves running: it is off', async () => {
    await stage.media.setMicrophone(true);
    await longAfter(async () => {
      const replaced = untilEvent(stage.media, 'change', () => stage.track('microphone').readyState === 'live');
      await machine.unplug(microphones[0]!, stage.track('microphone'));
      await replaced;
    });
    const running = stage.track('microphone');
    machine.setPermission('denied');
    expect(running.readyState).to.equal('ended');
    expect(stage.media.state.microphone).to.equal('denied');
    expect(news()).to.deep.equal(['media/missing info', 'media/denied recoverable']);
  });

  it('what was chosen is remembered, what the page says wins over it, and what is picked here over both', async () => {
    const first = new ChosenDevices(storage);
    first.remember({ microphone: 'mine', noiseSuppression: false, panTiltZoom: true });
    const wishes = new WishedDevices(new ChosenDevices(storage));
    expect(wishes.current).to.deep.equal({ microphone: 'mine', noiseSuppression: false });
    wishes.say({ microphone: 'the page’s', camera: 'default' });
    expect(wishes.current.microphone).to.equal('the page’s');
    expect(wishes.current.camera).to.equal('default');
    const takeBack = wishes.pick({ microphone: 'picked' });
    expect(wishes.current.microphone).to.equal('picked');
    takeBack();
    expect(wishes.current.microphone).to.equal('the page’s');
    wishes.pick({ microphone: 'picked' });
    wishes.say({ microphone: 'another of the page’s' });
    expect(wishes.current.microphone).to.equal('another of the page’s');
  });

  it('what is no choice of ours in the storage is left alone', () => {
    for (const value of ['', 'null', '[]', '{"microphone":7,"echoCancellation":"yes","other":1}', '{']) {
      remembered.set('rtc-elements:devices', value);
      expect(new ChosenDevices(storage).current).to.deep.equal({});
    }
  });

  it('devices are listed once each, without the browser’s stand-ins', async () => {
    const all = (await navigator.mediaDevices.enumerateDevices()).map(({ deviceId }) => deviceId);
    expect(all).to.include('default');
    const { microphones: listed, cameras, speakers } = machine.list.current;
    for (const list of [listed, cameras, speakers]) {
      expect(list.map(({ deviceId }) => deviceId)).not.to.include('default');
      expect(list.every(({ label }) => label !== '')).to.equal(true);
    }
  });
});
