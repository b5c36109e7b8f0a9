import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSession } from './session-string.js';

const ALL = { audio: true, video: true, screen: true, data: true };

test('reads every spelling the v1.2 strings had', () => {
  for (const text of [
    'audio video data',
    'AUDIO + VIDEO and DATA',
    'audio-video-data',
    'AudioVideoData',
    'data,video,audio',
  ]) {
    assert.deepEqual(parseSession(text), ALL, text);
  }
  assert.deepEqual(parseSession('only-audio'), { audio: true, video: false, screen: false, data: false });
  assert.deepEqual(parseSession('screen data'), { audio: false, video: false, screen: true, data: true });
});

test('an empty session sends nothing', () => {
  assert.deepEqual(parseSession(''), { audio: false, video: false, screen: false, data: false });
});

test('anything else is not read', () => {
  for (const text of ['audio vidoe', 'telepathy', 'audio <b>', '1']) assert.equal(parseSession(text), undefined, text);
});
