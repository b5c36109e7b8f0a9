import type { SessionKinds } from '../protocol/index.js';

const KINDS = /audio|video|screen|data/g;

/**
 * What a `session` attribute asks for, in any spelling the v1.2 strings had: `audio video data`, `AUDIO + VIDEO and
 * DATA`, `only-audio`. `undefined` when it holds anything else; empty means nothing is sent. Video implies that a
 * screen may be shown: it is video, started by hand.
 */
export function parseSession(text: string): SessionKinds | undefined {
  const words = text.toLowerCase().replace(/only|and|[\s+,\-_]/g, '');
  if (words.replace(KINDS, '') !== '') return undefined;
  const kinds = new Set(words.match(KINDS));
  return {
    audio: kinds.has('audio'),
    video: kinds.has('video'),
    screen: kinds.has('screen') || kinds.has('video'),
    data: kinds.has('data'),
  };
}
