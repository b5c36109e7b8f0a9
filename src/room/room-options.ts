import type { Entry, IceServer, SameVisitor } from '../protocol/index.js';
import type { RoomHooks } from './room-hooks.js';

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
  /** Made by `createTicket()` of somebody in the room: stands for the password and for being admitted. */
  readonly ticket?: string | undefined;
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
  /** How many lines of the chat this member tells a newcomer who asks; 100 by default, at most 1,000, 0 for none. */
  readonly history?: number | undefined;
  /** Kinds to join with muted: `microphone`, `camera`. */
  readonly startMuted?: string | undefined;
  /** Never ask for devices. */
  readonly noCapture?: boolean | undefined;
  /** Device id, `default` or `none`. */
  readonly microphone?: string | undefined;
  /** Device id, `default`, `none`, `user` or `environment`. */
  readonly camera?: string | undefined;
  /** Device id or `default`: where the others are heard. */
  readonly speaker?: string | undefined;
  /** `auto`, `180p` … `2160p` or `WxH`. */
  readonly resolution?: string | undefined;
  /** Frames per second. */
  readonly frameRate?: number | undefined;
  /** `audio=64 video=800 screen=2500`, each in kbit/s and each left to the browser where it is missing; live. */
  readonly bandwidth?: string | undefined;
  /** `video=VP9,VP8 audio=opus/music`: what is rather used, the best first. Holds for connections made from then on. */
  readonly codecs?: string | undefined;
  /** `auto` (default) asks for and sends no more than tiles, lines and machines need; `full` leaves all that alone. */
  readonly quality?: 'auto' | 'full' | undefined;
  readonly iceServers?: readonly IceServer[] | undefined;
  readonly iceTransportPolicy?: 'all' | 'relay' | undefined;
  /** Tokens of `host srflx relay udp tcp`: which ways are told of and taken. */
  readonly candidates?: string | undefined;
  /** `off`: each description waits for its candidates, so that one message a side is enough. */
  readonly trickle?: 'on' | 'off' | undefined;
  /** No attribute: for scripts that look below the room. Taken when a room is joined. */
  readonly hooks?: RoomHooks | undefined;
}
