import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inOrder, parseCodecs, withOpusSettings } from './codec-preferences.js';

const SDP = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 0',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  'a=rtpmap:0 PCMU/8000',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=rtpmap:96 VP8/90000',
  '',
].join('\r\n');

describe('codec preferences', () => {
  it('are read from text, with what opus shall be', () => {
    const { audio, video, opus } = parseCodecs('video=VP9,h264 audio=opus/music/no-fec');
    assert.deepEqual([audio, video], [['opus'], ['vp9', 'h264']]);
    assert.equal(opus?.['stereo'], '1');
    assert.equal(opus['useinbandfec'], '0');
    assert.deepEqual(parseCodecs(''), { audio: [], video: [], opus: undefined });
  });

  it('are refused where they make no sense', () => {
    for (const text of ['vp9', 'video=', 'video=VP9/music', 'audio=opus/loud', 'screen=AV1']) {
      assert.throws(() => parseCodecs(text), { code: 'attribute/invalid' }, text);
    }
  });

  it('put the wanted codecs first and leave the others in their order', () => {
    const codecs = ['video/VP8', 'video/rtx', 'video/H264', 'video/AV1', 'video/VP9', 'video/ulpfec'].map(
      (mimeType) => ({
        mimeType,
      }),
    );
    assert.deepEqual(
      inOrder(codecs, ['vp9', 'av1', 'nonsense']).map(({ mimeType }) => mimeType),
      ['video/VP9', 'video/AV1', 'video/VP8', 'video/rtx', 'video/H264', 'video/ulpfec'],
    );
  });

  it('change the settings of opus and of nothing else', () => {
    const changed = withOpusSettings(SDP, { usedtx: '1', useinbandfec: '0' });
    assert.equal(changed, SDP.replace('minptime=10;useinbandfec=1', 'minptime=10;useinbandfec=0;usedtx=1'));
  });

  it('add settings where the other side declares none', () => {
    const bare = SDP.replace('a=fmtp:111 minptime=10;useinbandfec=1\r\n', '');
    assert.ok(withOpusSettings(bare, { usedtx: '1' }).includes('opus/48000/2\r\na=fmtp:111 usedtx=1\r\n'));
  });
});
