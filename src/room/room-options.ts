import type { IceServer } from '../protocol/index.js';

/**
 * What a page says about the room it wants, in its own words: nothing here is trusted, `resolveRoomOptions` checks it.
 * Every field is the attribute of the same name; what is missing has its documented default.
 */
export interface RoomOptions {
  /** URL of the signaling service. */
  readonly server?: string | undefined;
  readonly name?: string | undefined;
  /** Tokens of `audio video screen data`, in any spelling. */
  readonly session?: string | undefined;
  readonly displayName?: string | undefined;
  /** JSON of at most 8 KiB. */
  readonly extra?: unknown;
  readonly maxParticipants?: number | undefined;
  /** Kinds to join with muted: `microphone`, `camera`. */
  readonly startMuted?: string | undefined;
  /** Never ask for devices. */
  readonly noCapture?: boolean | undefined;
  /** Device id, `default` or `none`. */
  readonly microphone?: string | undefined;
  /** Device id, `default`, `none`, `user` or `environment`. */
  readonly camera?: string | undefined;
  /** `auto`, `180p` … `2160p` or `WxH`. */
  readonly resolution?: string | undefined;
  /** Frames per second. */
  readonly frameRate?: number | undefined;
  readonly iceServers?: readonly IceServer[] | undefined;
  readonly iceTransportPolicy?: 'all' | 'relay' | undefined;
}
