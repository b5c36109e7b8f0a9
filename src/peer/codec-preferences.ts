import { RtcError } from '../protocol/index.js';
import type { DescriptionRules } from './description-rules.js';

/** Which codecs a page would rather have, the best first; what the browser lacks is passed over. */
export interface CodecPreferences {
  readonly audio: readonly string[];
  readonly video: readonly string[];
  readonly opus: OpusSettings | undefined;
}

/** Parameters of RFC 7587 §6.1, as this side’s encoder shall take them; what is not there is the browser’s choice. */
export type OpusSettings = Readonly<Record<string, string>>;

const OPUS_PRESETS: Readonly<Record<string, OpusSettings>> = {
  speech: { stereo: '0', maxaveragebitrate: '32000', useinbandfec: '1', usedtx: '1', cbr: '0' },
  music: { stereo: '1', 'sprop-stereo': '1', maxaveragebitrate: '160000', useinbandfec: '1', usedtx: '0', cbr: '0' },
  low: { stereo: '0', maxaveragebitrate: '14000', maxplaybackrate: '16000', useinbandfec: '1', usedtx: '1', cbr: '0' },
  dtx: { usedtx: '1' },
  'no-dtx': { usedtx: '0' },
  fec: { useinbandfec: '1' },
  'no-fec': { useinbandfec: '0' },
};

/**
 * Reads `video=VP9,H264 audio=opus`, and behind opus how it is to sound: `audio=opus/music`, `/speech` or `/low`, and
 * `/dtx`, `/no-dtx`, `/fec`, `/no-fec`. Throws `attribute/invalid`.
 */
export function parseCodecs(text: string): CodecPreferences {
  const found = { audio: [] as string[], video: [] as string[] };
  let opus: OpusSettings | undefined;
  for (const token of text.trim().split(/\s+/)) {
    if (token === '') continue;
    const [, kind, names] = /^(audio|video)=([\w./,-]+)$/i.exec(token) ?? [];
    if (kind === undefined || names === undefined) throw invalid(token);
    for (const name of names.toLowerCase().split(',')) {
      const [codec = '', ...settings] = name.split('/');
      if (codec === '' || (settings.length > 0 && codec !== 'opus')) throw invalid(token);
      found[kind.toLowerCase() as 'audio' | 'video'].push(codec);
      for (const setting of settings) {
        const preset = OPUS_PRESETS[setting];
        if (preset === undefined) throw invalid(token);
        opus = { ...opus, ...preset };
      }
    }
  }
  return { ...found, opus };
}

/** As `parseCodecs`, as rules for the connections made from then on; sound the page says nothing of goes by `otherwise`. */
export function codecRules(text: string, otherwise: DescriptionRules | undefined): DescriptionRules {
  const preferences = parseCodecs(text);
  const { opus } = preferences;
  return {
    prefer: (connection) => preferCodecs(connection, preferences),
    remote: (sdp) => (opus === undefined ? (otherwise?.remote(sdp) ?? sdp) : withOpusSettings(sdp, opus)),
  };
}

/**
 * Puts the wanted codecs first in what this connection offers or answers. Before the first description of a media section;
 * the answer decides for both.
 */
export function preferCodecs(connection: RTCPeerConnection, preferences: CodecPreferences): void {
  for (const transceiver of connection.getTransceivers()) {
    const { kind } = transceiver.receiver.track;
    const wanted = kind === 'audio' ? preferences.audio : preferences.video;
    // The DOM's types promise the method everywhere; old browsers lack it, and then choose themselves.
    const { setCodecPreferences } = transceiver as Partial<Pick<RTCRtpTransceiver, 'setCodecPreferences'>>;
    const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs;
    if (wanted.length === 0 || codecs === undefined || setCodecPreferences === undefined) continue;
    transceiver.setCodecPreferences(inOrder(codecs, wanted));
  }
}

/** The wanted ones first, in their order; the others behind, as they were. */
export function inOrder<Codec extends { readonly mimeType: string }>(
  codecs: readonly Codec[],
  wanted: readonly string[],
): Codec[] {
  const rank = ({ mimeType }: Codec): number => {
    const place = wanted.indexOf(nameOf(mimeType));
    return place === -1 ? wanted.length : place;
  };
  return [...codecs].sort((one, other) => rank(one) - rank(other));
}

/** `video/VP9` → `vp9`. */
export function nameOf(mimeType: string): string {
  return mimeType.slice(mimeType.indexOf('/') + 1).toLowerCase();
}

/**
 * The other side’s description, as if it had asked for opus with these settings: what the other side declares is what this
 * side’s encoder keeps to (RFC 7587 §7.1). Nothing of our own description is changed.
 */
export function withOpusSettings(sdp: string, settings: OpusSettings): string {
  const lines = sdp.split('\r\n');
  const payloads = lines.flatMap((line) => /^a=rtpmap:(\d+) opus\//i.exec(line)?.[1] ?? []);
  return lines
    .flatMap((line) => {
      const [, payload = '', parameters = ''] = /^a=fmtp:(\d+) (.*)$/.exec(line) ?? [];
      if (payloads.includes(payload)) return `a=fmtp:${payload} ${written({ ...parsed(parameters), ...settings })}`;
      const declared = payloads.find((known) => line.startsWith(`a=rtpmap:${known} `));
      const hasParameters = lines.some((other) => other.startsWith(`a=fmtp:${declared ?? ''} `));
      return declared === undefined || hasParameters ? line : [line, `a=fmtp:${declared} ${written(settings)}`];
    })
    .join('\r\n');
}

function parsed(parameters: string): Record<string, string> {
  return Object.fromEntries(
    parameters
      .split(';')
      .map((parameter) => parameter.trim().split('='))
      .map(([name = '', value = '']) => [name, value]),
  );
}

function written(settings: OpusSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join(';');
}

function invalid(token: string): RtcError {
  return new RtcError('attribute/invalid', `“${token}” names no codecs.`, {
    hint: 'Write video=VP9,H264 audio=opus, or audio=opus/music, /speech, /low, with /dtx or /no-dtx, /fec or /no-fec.',
  });
}
