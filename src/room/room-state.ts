import type { DeviceState, ScreenState } from '../media/device-state.js';
import type { PeerState } from '../peer/publications.js';
import type { MediaKind, Presence, Role, RoomPolicy, RtcError, Source, Waiting } from '../protocol/index.js';
import type { IncomingCall } from '../signaling/signaling-client.js';

export const ROOM_STATUSES = [
  'idle',
  'joining',
  'waiting',
  'joined',
  'reconnecting',
  'left',
  'closed',
  'failed',
] as const;
export type RoomStatus = (typeof ROOM_STATUSES)[number];

/** A publication, one's own or another's. One `streamId` is one tile, whatever happens to its tracks. */
export interface StreamView {
  readonly streamId: string;
  readonly userId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly muted: { readonly audio: boolean; readonly video: boolean };
  readonly local: boolean;
  /** Live object; absent while announced only. */
  readonly stream: MediaStream | undefined;
}

export interface Participant {
  readonly userId: string;
  readonly displayName: string;
  readonly role: Role;
  readonly extra: unknown;
  /** Raised. */
  readonly hand: boolean;
  /** `suspended`: the line between this person and the service is broken; the connection with it may be fine. */
  readonly presence: Presence;
  /** This visitor. */
  readonly self: boolean;
  readonly streams: readonly StreamView[];
  /**
   * How far the connection with this person is; `connected` for oneself, `closed` where the room's direction connects the
   * two of you with others only, or one of you has disconnected.
   */
  readonly connection: PeerState;
}

/** A line of chat. */
export interface ChatLine {
  readonly id: string;
  /** userId of the sender. */
  readonly from: string;
  /** The sender's name when it came; people leave, their lines stay. */
  readonly displayName: string;
  readonly self: boolean;
  /** userIds it was meant for; absent when it went to the whole room. */
  readonly to: readonly string[] | undefined;
  readonly text: string;
  /** Milliseconds since the epoch, by the sender's clock. */
  readonly sentAt: number;
  /** Own lines: `sending` until everybody addressed has it, `failed` when somebody could not be reached. */
  readonly status: 'sending' | 'sent' | 'failed' | 'received';
}

export type TransferStatus = 'offered' | 'accepted' | 'transferring' | 'done' | 'declined' | 'cancelled' | 'failed';

/** A file on its way between this visitor and one other person. */
export interface Transfer {
  /** Unique in this page: one offer to three people makes three transfers. */
  readonly transferId: string;
  readonly direction: 'sending' | 'receiving';
  /** The other person. */
  readonly userId: string;
  readonly displayName: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly status: TransferStatus;
  /** The received file, once it is complete. */
  readonly file: File | undefined;
  readonly error: RtcError | undefined;
}

/**
 * Everything that *is* in a room, as one frozen value. Updates replace only what is on their path, so an unchanged
 * part is the same object as before.
 */
export interface RoomState {
  readonly status: RoomStatus;
  /**
   * Why it is in this status: an error's code (`failed`), `left ejected banned replaced` (`left`), `closed`, `host` or
   * `admission` (`waiting`), `signaling` (`reconnecting`), or empty.
   */
  readonly reason: string;
  readonly name: string | undefined;
  readonly userId: string | undefined;
  readonly owner: boolean;
  readonly policy: RoomPolicy | undefined;
  /** Nobody new is let in. */
  readonly locked: boolean;
  /** Newcomers are asked for a password. */
  readonly protected: boolean;
  /** Who waits to be admitted, for those who may admit; empty for everybody else. */
  readonly waiting: readonly Waiting[];
  /** Oneself first, then the others in the order they came. */
  readonly participants: readonly Participant[];
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly screen: ScreenState;
  readonly messages: readonly ChatLine[];
  readonly transfers: readonly Transfer[];
  /** Calls that ring here, for the name this visitor is reachable under; independent of any room. */
  readonly calls: readonly IncomingCall[];
  readonly error: RtcError | undefined;
}

const NOTHING: readonly never[] = Object.freeze([]);

export const INITIAL_ROOM_STATE: RoomState = Object.freeze({
  status: 'idle',
  reason: '',
  name: undefined,
  userId: undefined,
  owner: false,
  policy: undefined,
  locked: false,
  protected: false,
  waiting: NOTHING,
  participants: NOTHING,
  microphone: 'off',
  camera: 'off',
  screen: 'off',
  messages: NOTHING,
  transfers: NOTHING,
  calls: NOTHING,
  error: undefined,
});
