import { DIRECTIONS, type Direction, type RoomPolicy, type SessionKinds } from '../protocol/index.js';

const KINDS = /audio|video|screen|data/g;
const TWO_WAY = /\b(audio|video|screen)\s*:\s*two-?way/g;

/** What a `session` attribute says. */
export interface Session {
  readonly kinds: SessionKinds;
  /** Kinds that flow both ways whatever the room's direction says. */
  readonly twoWay: RoomPolicy['twoWay'];
}

/**
 * What a `session` attribute asks for, in any spelling the v1.2 strings had: `audio video data`, `AUDIO + VIDEO and
 * DATA`, `only-audio`; `audio:two-way` is audio, exempt from the direction. `undefined` when it holds anything else; empty
 * means nothing is sent. Video implies that a screen may be shown: it is video, started by hand.
 */
export function parseSession(text: string): Session | undefined {
  const lower = text.toLowerCase();
  const both = new Set([...lower.matchAll(TWO_WAY)].map(([, kind]) => kind));
  const words = lower.replace(TWO_WAY, '$1').replace(/only|and|[\s+,\-_]/g, '');
  if (words.replace(KINDS, '') !== '') return undefined;
  const kinds = new Set(words.match(KINDS));
  return {
    kinds: {
      audio: kinds.has('audio'),
      video: kinds.has('video'),
      screen: kinds.has('screen') || kinds.has('video'),
      data: kinds.has('data'),
    },
    twoWay: { audio: both.has('audio'), video: both.has('video'), screen: both.has('screen') },
  };
}

/** In any case, with spaces, dashes or neither; what is missing or unreadable is `many-to-many`. */
export function parseDirection(text: string | undefined): Direction {
  const letters = lettersOf(text ?? '');
  return DIRECTIONS.find((direction) => lettersOf(direction) === letters) ?? 'many-to-many';
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '');
}
