import type { MediaKind, Source } from '../protocol/index.js';

/** Something this page offers. A track may still be missing: it is announced, its media follow. */
export interface LocalPublication {
  readonly streamId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly muted: { readonly audio: boolean; readonly video: boolean };
  readonly tracks: { readonly audio?: MediaStreamTrack | undefined; readonly video?: MediaStreamTrack | undefined };
}

/** Something another person offers, with the stream it arrives on. */
export interface RemotePublication {
  readonly streamId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly muted: { readonly audio: boolean; readonly video: boolean };
  /** Absent until its media section is negotiated; then the same object for as long as the publication lives. */
  readonly stream: MediaStream | undefined;
}

/** How far the connection with one person is. `disconnected` may heal by itself, `failed` does not. */
export const PEER_STATES = ['connecting', 'connected', 'disconnected', 'failed', 'closed'] as const;
export type PeerState = (typeof PEER_STATES)[number];
