/**
 * Sizes both ends agree on. Each is what the wire schemas enforce, so changing one changes what is refused.
 */

/** The largest socket.io message. An SDP with five media sections is 6–20 KB; past this the transport closes the socket (1009). */
export const MAX_SIGNALING_MESSAGE_BYTES = 65_536;

/** Characters of one session description: leaves room for its envelope inside a signaling message. */
export const MAX_SDP_CHARACTERS = 56_000;

export const MAX_CANDIDATE_CHARACTERS = 1_024;

/** In one signal: what a machine with many networks finds at once. */
export const MAX_CANDIDATES_TOGETHER = 32;

export const MAX_ROOM_NAME_CHARACTERS = 128;

export const MAX_DISPLAY_NAME_CHARACTERS = 64;

/** Hashing more would only cost time. */
export const MAX_PASSWORD_CHARACTERS = 256;

/** A ticket has some fifty; room for what it may become. */
export const MAX_TICKET_CHARACTERS = 256;

/** How long a ticket holds unless whoever makes it says otherwise: a day. */
export const DEFAULT_TICKET_SECONDS = 86_400;

/** Thirty days: an invitation that outlives that is a password. */
export const MAX_TICKET_SECONDS = 2_592_000;

/** UTF-8 bytes of a participant's `extra` as JSON. */
export const MAX_EXTRA_BYTES = 8_192;

/** People in one room, the one who opened it included, unless the opener or the operator says less. */
export const DEFAULT_MAX_PARTICIPANTS = 50;

/** No mesh works above this; an operator cannot raise it. */
export const MAX_PARTICIPANTS = 500;

/** Rooms one socket may be in at once. */
export const MAX_ROOMS_PER_SOCKET = 16;

/** Things one person offers to a room at once. */
export const MAX_PUBLICATIONS = 32;

/** UTF-8 bytes of one control message between peers; every browser's data channel takes this much. */
export const MAX_PEER_MESSAGE_BYTES = 65_536;

/**
 * Bytes of one message. Enough for any text and most data; what is larger is better held on a disk than in the memory of
 * everybody in the room, and so is a file.
 */
export const MAX_MESSAGE_BYTES = 67_108_864;

/**
 * Bytes of one frame of a message, its head included. On an uplink of 1 Mbit/s one of them holds the connection for a
 * quarter of a second, which is as long as a line of the chat may wait.
 */
export const MAX_MESSAGE_FRAME_BYTES = 32_768;

/** Files of one line of the chat. */
export const MAX_ATTACHMENTS = 32;

export const MAX_MEDIA_TYPE_CHARACTERS = 255;

/** Lines of the chat one person tells a newcomer. */
export const MAX_TOLD_LINES = 1_000;

/** Nesting of JSON that strangers send. */
export const MAX_JSON_DEPTH = 16;

export const MAX_FILE_NAME_CHARACTERS = 255;

/** Rooms of one public list that are told, the fullest first. */
export const MAX_LISTED_ROOMS = 100;

/** How long a membership waits for its socket to come back. */
export const RESUME_GRACE_MS = 30_000;

/**
 * As `RESUME_GRACE_MS` where the browser has said that the page goes away (RFC 6455 §7.4.1, code 1001) and the page itself has not:
 * it crashed, or was too busy for a word (Chromium waits half a second for it). Not nothing, since a proxy that restarts says the same.
 */
export const GONE_PAGE_GRACE_MS = 5_000;

/** How long a call rings. */
export const RING_MS = 45_000;
