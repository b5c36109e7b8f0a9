import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isUsual, SPARING } from './description-rules.js';

const SESSION = 'v=0\r\ns=-\r\n';
const AUDIO =
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=fmtp:63 111/111\r\n';
const VIDEO = 'm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n';
const SPARED = AUDIO.replace('useinbandfec=1', 'useinbandfec=1;usedtx=1');

describe('silence', () => {
  it('of a microphone is not sent, and of nothing else', () => {
    assert.equal(SPARING.remote(SESSION + AUDIO + VIDEO + AUDIO), SESSION + SPARED + VIDEO + AUDIO);
  });

  it('is sent where there is no microphone, and where the other side has said what it wants', () => {
    for (const sdp of [SESSION + VIDEO + AUDIO, SESSION + SPARED.replace('usedtx=1', 'usedtx=0'), SESSION, '']) {
      assert.equal(SPARING.remote(sdp), sdp);
    }
  });
});

describe('the codecs offered', () => {
  const codec = (mimeType: string, sdpFmtpLine?: string): Parameters<typeof isUsual>[0] => ({
    mimeType,
    ...(sdpFmtpLine !== undefined && { sdpFmtpLine }),
  });

  it('are those of calls, in the profile that everybody has', () => {
    const usual = [
      codec('video/VP8'),
      codec('video/rtx'),
      codec('video/VP9', 'profile-id=0'),
      codec('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f'),
      codec('video/AV1', 'level-idx=5;profile=0;tier=0'),
      codec('video/ulpfec'),
      codec('video/H265', 'level-id=93;profile-id=1'),
    ];
    assert.deepEqual(usual.filter(isUsual), usual);
  });

  it('are not variants that nobody encodes', () => {
    const rare = [
      codec('video/VP9', 'profile-id=2'),
      codec('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f'),
      codec('video/AV1', 'level-idx=5;profile=1;tier=0'),
      codec('video/flexfec-03', 'repair-window=10000000'),
    ];
    assert.deepEqual(rare.filter(isUsual), []);
  });
});
