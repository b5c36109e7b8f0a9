import type { Crop, MediaKind, ShownKind, Source } from '../protocol/index.js';

/** A yes or no for sound and for picture. */
export type ByKind = Readonly<Record<MediaKind, boolean>>;

/** Something this page offers. A track may still be missing: it is announced, its media follow. */
export interface LocalPublication {
  readonly streamId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly muted: ByKind;
  readonly tracks: Tracks;
  readonly crop?: Crop | undefined;
}

/** Something another person offers, with what of it can be played by now. */
export interface RemotePublication {
  readonly streamId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly muted: ByKind;
  /** Those whose media section is negotiated, and which neither side holds back. */
  readonly tracks: Tracks;
  /** Of a screen, the part that is shown; absent for all of it. */
  readonly crop?: Crop | undefined;
}

/** At most one of each kind. */
export interface Tracks {
  readonly audio?: MediaStreamTrack | undefined;
  readonly video?: MediaStreamTrack | undefined;
}

/** What shall flow between this visitor and one person, as far as this side decides. */
export interface Flow {
  /** Nothing of these kinds flows, either way. */
  readonly held: ByKind;
  /** What is wanted of the other side. */
  readonly receiving: Readonly<Record<ShownKind, boolean>>;
}

export const NONE_HELD: ByKind = Object.freeze({ audio: false, video: false });

export const OPEN_FLOW: Flow = Object.freeze({
  held: NONE_HELD,
  receiving: Object.freeze({ audio: true, video: true, screen: true }),
});

export function shownAs(source: Source, kind: MediaKind): ShownKind {
  return source === 'screen' ? 'screen' : kind;
}

/** How far the connection with one person is. `disconnected` may heal by itself, `failed` does not. */
export const PEER_STATES = ['connecting', 'connected', 'disconnected', 'failed', 'closed'] as const;
export type PeerState = (typeof PEER_STATES)[number];
