import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { DeviceList } from './device-list.js';
import { KeptSpeaker } from './kept-speaker.js';

/** A machine whose loudspeakers come and go by the test’s word. */
class Machine extends EventTarget {
  speakers: readonly string[] = [];
  readonly list = new DeviceList(this);

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return this.speakers.map(
      (deviceId) => ({ deviceId, kind: 'audiooutput', label: deviceId, groupId: '' }) as MediaDeviceInfo,
    );
  }

  async has(...speakers: readonly string[]): Promise<void> {
    this.speakers = speakers;
    this.dispatchEvent(new Event('devicechange'));
    await this.list.refresh();
  }
}

describe('a loudspeaker', () => {
  let machine: Machine;
  let used: string[];
  let news: string[];
  let wish: string | undefined;
  let speaker: KeptSpeaker;

  beforeEach(() => {
    machine = new Machine();
    used = [];
    news = [];
    wish = 'box';
    speaker = new KeptSpeaker({
      devices: machine.list,
      signal: new AbortController().signal,
      wish: () => wish,
      changed: (id) => used.push(id),
      told: ({ code, severity, message }) => news.push(`${code} ${severity}: ${message}`),
    });
  });

  const GONE = 'media/missing info: The chosen loudspeaker is not there; the system’s is used.';
  const BACK = 'media/missing info: The loudspeaker is back.';

  it('unplugged: told, made up for by the system’s, and used again when it returns', async () => {
    await machine.has('box', 'built-in');
    speaker.follow();
    await machine.has('built-in');
    assert.deepEqual([used, news], [['box', ''], [GONE]]);
    // Whatever else is chosen meanwhile does not bring it back.
    speaker.follow();
    assert.equal(used.at(-1), '');
    await machine.has('box', 'built-in');
    assert.equal(used.at(-1), 'box');
    assert.deepEqual(news, [GONE, BACK]);
  });

  it('that is the last one is missed all the same', async () => {
    await machine.has('box');
    speaker.follow();
    await machine.has();
    assert.deepEqual([used, news], [['box', ''], [GONE]]);
  });

  it('chosen before and not there now is told, and waited for, also by who captures nothing', async () => {
    machine.speakers = ['built-in'];
    speaker.follow();
    await machine.list.refresh();
    assert.deepEqual([used, news], [['box', ''], [GONE]]);
    await machine.has('box');
    assert.deepEqual(used, ['box', '', 'box']);
  });

  it('is taken at its word where ids are not told yet, or none is listed at all', async () => {
    await machine.has('');
    speaker.follow();
    await machine.has();
    assert.deepEqual([used, news], [['box'], []]);
  });

  it('another choice ends the wait', async () => {
    await machine.has('box', 'built-in');
    speaker.follow();
    await machine.has('built-in');
    wish = 'built-in';
    speaker.follow();
    await machine.has('box', 'built-in');
    assert.equal(used.at(-1), 'built-in');
    wish = 'default';
    speaker.follow();
    await machine.has('box');
    assert.equal(used.at(-1), '');
    assert.deepEqual(news, [GONE]);
  });
});
