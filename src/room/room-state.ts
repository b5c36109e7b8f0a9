import type { DeviceState, ScreenState } from '../media/device-state.js';
import type { ConnectionQuality } from '../peer/connection-quality.js';
import type { ByKind, PeerState, Tracks } from '../peer/publications.js';
import type {
  Crop,
  MediaKind,
  Picture,
  Presence,
  Role,
  RoomPolicy,
  RtcError,
  Source,
  Waiting,
} from '../protocol/index.js';
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
  readonly muted: ByKind;
  /** Nothing of it flows, because one of the two holds all its kinds. */
  readonly held: boolean;
  readonly local: boolean;
  /**
   * Live object, the same for as long as the publication lives; absent while announced only. It holds `tracks`: those of
   * kinds that are not received, or held, are not in it.
   */
  readonly stream: MediaStream | undefined;
  readonly tracks: Tracks;
  /** Of a screen, the part of the shared surface that is shown, and who may move it; absent for all of it. */
  readonly crop: Crop | undefined;
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
  /** How loud this person is here, 0…1; nobody else's affair. */
  readonly volume: number;
  /** Kinds that one of the two of you holds; for oneself, those held towards everybody. */
  readonly held: ByKind;
  /** 4 excellent … 1 poor, as measured both ways; 0 while nothing comes through or nothing is known, and for oneself. */
  readonly quality: ConnectionQuality;
  /** The connection goes by way of a TURN server. */
  readonly relayed: boolean;
  /** How this person's pictures come: less than `full` where the line or the machine there does not allow more. */
  readonly picture: Picture;
  readonly speaking: boolean;
}

/** How much of one's own pictures goes out to most of the others, and what stands in the way of more. */
export interface Sending {
  readonly picture: Picture;
  readonly reason: 'none' | 'network' | 'processor';
}

/** A file that belongs to a line of chat. */
export interface ChatAttachment {
  /** As the sender calls it: to be shown, and never used as a path. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** Marks its transfers in `transfers`, together with who sent the line; one for each receiver on the sender's side. */
  readonly fileId: string;
}

/** A line of chat. */
export interface ChatLine {
  readonly id: string;
  /** userId of the sender; of a line of the history, what it was then. */
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
  /** Own lines: userIds of those who have read it. */
  readonly readBy: readonly string[];
  /** Its sender has taken it back; there is no text any more. */
  readonly removed: boolean;
  /** A line from before this visitor came, by this person's account of it (a userId), which nobody can check. */
  readonly toldBy: string | undefined;
  readonly attachments: readonly ChatAttachment[];
}

/** `interrupted`: the connection is lost, and the transfer goes on by itself when the other person is back. */
export type TransferStatus =
  'offered' | 'accepted' | 'transferring' | 'paused' | 'interrupted' | 'done' | 'declined' | 'cancelled' | 'failed';

/** A file on its way between this visitor and one other person. */
export interface Transfer {
  /** Unique in this page: one offer to three people makes three transfers. */
  readonly transferId: string;
  /** The file, as everybody calls it whom it is offered to. Unique with who offers it, not without. */
  readonly fileId: string;
  readonly direction: 'sending' | 'receiving';
  /** The other person. */
  readonly userId: string;
  readonly displayName: string;
  readonly name: string;
  /** Folders the file lies in, separated by slashes; empty for none. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** Handed to the connection, or received and verified. */
  readonly bytes: number;
  readonly bytesPerSecond: number;
  /** By the rate so far; undefined while nothing moves. */
  readonly secondsLeft: number | undefined;
  readonly status: TransferStatus;
  /** Whether this visitor paused it; `paused` may also be the other's doing. */
  readonly pausedHere: boolean;
  /** The page was loaded anew while it sent this file: it goes on once the same file is offered again. */
  readonly needsFile: boolean;
  /** Root of the hash tree over the file, as hex: sent, or received and verified. */
  readonly treeHash: string | undefined;
  /** The received file, once it is complete and verified. */
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
  readonly sending: Sending;
  /** userId of who speaks, the loudest where several do; undefined when nobody does. */
  readonly activeSpeaker: string | undefined;
  /** Device id of the loudspeaker; empty for the system's, which is used while the chosen one is not there. */
  readonly speaker: string;
  readonly messages: readonly ChatLine[];
  /** userIds of those who are writing a line now. */
  readonly typing: readonly string[];
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
  sending: Object.freeze({ picture: 'full', reason: 'none' }),
  activeSpeaker: undefined,
  speaker: '',
  messages: NOTHING,
  typing: NOTHING,
  transfers: NOTHING,
  calls: NOTHING,
  error: undefined,
});
