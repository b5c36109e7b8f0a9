import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Source } from '../protocol/index.js';
import { hintContent, isToBeRead, takesHints } from './content-hints.js';

function hinted(kind: string, source: Source, codecs: string, contentHint = ''): string {
  const track = { kind, contentHint } as MediaStreamTrack;
  hintContent(track, source, codecs);
  return track.contentHint;
}

describe('content hints', () => {
  it('say that a screen is to be read, and of a sound what the page says of opus', () => {
    assert.equal(hinted('video', 'screen', ''), 'detail');
    assert.equal(hinted('video', 'camera', 'video=VP9'), '');
    assert.equal(hinted('audio', 'microphone', 'video=VP9 audio=opus/music'), 'music');
    assert.equal(hinted('audio', 'microphone', 'audio=G722,opus/fec/speech'), 'speech');
    assert.equal(hinted('audio', 'microphone', 'audio=opus'), '');
  });

  it('of the page itself stay', () => {
    assert.equal(hinted('video', 'screen', '', 'motion'), 'motion');
    assert.equal(hinted('audio', 'microphone', 'audio=opus/music', 'speech'), 'speech');
  });

  it('decide what gives up frames and what gives up pixels', () => {
    assert.ok(isToBeRead({ contentHint: '' }, 'screen'));
    assert.ok(isToBeRead({ contentHint: 'text' }, 'custom'));
    assert.ok(!isToBeRead({ contentHint: 'motion' }, 'screen'));
    assert.ok(!isToBeRead({ contentHint: '' }, 'camera'));
  });

  it('are missing in some browsers, where the source alone decides', () => {
    assert.ok(isToBeRead({}, 'screen'));
    assert.ok(!isToBeRead({}, 'camera'));
    const track = { kind: 'video' } as MediaStreamTrack;
    hintContent(track, 'screen', '');
    assert.ok(!takesHints(track), 'nothing is hung on a track that has no use for it');
  });
});
