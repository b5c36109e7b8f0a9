import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bandwidthOf, limitFor, parseBandwidth } from './bandwidth.js';

describe('bandwidth', () => {
  it('is read from text, in any order and case, and from numbers', () => {
    assert.deepEqual(parseBandwidth(' video=800  AUDIO=64, screen=2500 '), { audio: 64, video: 800, screen: 2500 });
    assert.deepEqual(parseBandwidth(''), {});
    assert.deepEqual(bandwidthOf({ video: 299.6 }), { video: 300 });
  });

  it('is refused where it makes no sense', () => {
    for (const text of ['video', 'video=fast', 'data=100', 'audio=5', 'video=100001', 'video=-1']) {
      assert.throws(() => parseBandwidth(text), { code: 'attribute/invalid' }, text);
    }
  });

  it('limits pictures of screens apart from all others', () => {
    const bandwidth = parseBandwidth('audio=64 video=800 screen=2500');
    assert.equal(limitFor(bandwidth, 'screen', 'video'), 2500);
    assert.equal(limitFor(bandwidth, 'camera', 'video'), 800);
    assert.equal(limitFor(bandwidth, 'custom', 'video'), 800);
    assert.equal(limitFor(bandwidth, 'screen', 'audio'), 64);
    assert.equal(limitFor({}, 'camera', 'video'), undefined);
  });
});
