import type { Entry, IceServer, SameVisitor } from '../protocol/index.js';

/**
 * What a page says about the room it wants, in its own words: nothing here is trusted, `resolveRoomOptions` checks it.
 * Every field is the attribute of the same name; what is missing has its documented default.
 */
export interface RoomOptions {
  /** URL of the signaling service; `page:` for rooms inside this page. */
  readonly server?: string | undefined;
  readonly name?: string | undefined;
  /** Tokens of `audio video screen data`, in any spelling; `audio:two-way` exempts a kind from `direction`. */
  readonly session?: string | undefined;
  /** How the room is entered; `open-or-join` by default. */
  readonly entry?: Entry | undefined;
  /** `many-to-many` (default), `one-to-one`, `one-to-many`, `one-way`, `many-to-one`; any case, spaces or dashes. */
  readonly direction?: string | undefined;
  /** What becomes of this visitor's membership in another tab; `allow` by default. */
  readonly sameVisitor?: SameVisitor | undefined;
  /** Who opens the room sets it, who joins shows it. */
  readonly password?: string | undefined;
  /** The public list the room appears in; empty for the list without a name, absent for none. */
  readonly listed?: string | undefined;
  /** Newcomers wait until they are admitted. */
  readonly waitingRoom?: boolean | undefined;
  /** The room closes when its owner leaves. */
  readonly closeWithOwner?: boolean | undefined;
  /** The name this visitor can be called under, in a room or not, for as long as this is set. */
  readonly reachableAs?: string | undefined;
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
