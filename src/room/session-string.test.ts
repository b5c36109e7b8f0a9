import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIRECTIONS } from '../protocol/index.js';
import { parseDirection, parseSession } from './session-string.js';

const ALL = { audio: true, video: true, screen: true, data: true };

function kindsOf(text: string): unknown {
  return parseSession(text)?.kinds;
}

test('reads every spelling the v1.2 strings had', () => {
  for (const text of [
    'audio video data',
    'AUDIO + VIDEO and DATA',
    'audio-video-data',
    'AudioVideoData',
    'data,video,audio',
  ]) {
    assert.deepEqual(kindsOf(text), ALL, text);
  }
  assert.deepEqual(kindsOf('only-audio'), { audio: true, video: false, screen: false, data: false });
  assert.deepEqual(kindsOf('screen data'), { audio: false, video: false, screen: true, data: true });
});

test('an empty session sends nothing', () => {
  assert.deepEqual(kindsOf(''), { audio: false, video: false, screen: false, data: false });
});

test('a kind may be exempt from the direction', () => {
  assert.deepEqual(parseSession('Audio:two-way screen'), {
    kinds: { audio: true, video: false, screen: true, data: false },
    twoWay: { audio: true, video: false, screen: false },
  });
  assert.deepEqual(parseSession('audio:twoway video : two-way')?.twoWay, { audio: true, video: true, screen: false });
});

test('anything else is not read', () => {
  for (const text of ['audio vidoe', 'telepathy', 'audio <b>', '1', 'data:two-way', 'audio:three-way']) {
    assert.equal(parseSession(text), undefined, text);
  }
});

test('a direction is read in any case, with spaces, dashes or neither', () => {
  for (const direction of DIRECTIONS) {
    for (const text of [
      direction,
      direction.toUpperCase(),
      direction.replaceAll('-', ' '),
      direction.replaceAll('-', ''),
    ]) {
      assert.equal(parseDirection(text), direction, text);
    }
  }
  for (const text of [undefined, '', 'sideways']) assert.equal(parseDirection(text), 'many-to-many');
});
