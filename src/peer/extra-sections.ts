import { MAX_SDP_CHARACTERS, RtcError, type MediaKind } from '../protocol/index.js';

/**
 * Characters a media section adds to a description: Chromium's video has 4,000, its audio 1,100. What is left free is for
 * sections that the other side adds in the same moment.
 */
const SECTION_CHARACTERS = { audio: 1_500, video: 5_000 } as const satisfies Record<MediaKind, number>;
const FREE_CHARACTERS = 12_000;

/**
 * Media sections for what this side sends beyond the slots. Each is negotiated once; one that is not needed any more
 * stays, empty, for the next track of its kind, since a section can never be taken out of a session (RFC 9429 §5.2.2).
 */
export class ExtraSections {
  readonly #connection: RTCPeerConnection;
  readonly #own = new Set<RTCRtpTransceiver>();
  readonly #free = new Set<RTCRtpTransceiver>();

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  owns(transceiver: RTCRtpTransceiver): boolean {
    return this.#own.has(transceiver);
  }

  /**
   * A section for a track of this kind, to be played together with the others of `stream`. Throws `media/too-many` when no
   * description could hold another one.
   */
  take(kind: MediaKind, stream: MediaStream, isAlone: boolean): RTCRtpTransceiver {
    const free = [...this.#free].find(({ receiver }) => receiver.track.kind === kind);
    if (free !== undefined) {
      this.#free.delete(free);
      // Needs a negotiation, and matters only for sound and picture that belong together.
      if (!isAlone) free.sender.setStreams(stream);
      return free;
    }
    this.#requireRoom(kind);
    const added = this.#connection.addTransceiver(kind, { direction: 'sendonly', streams: [stream] });
    this.#own.add(added);
    return added;
  }

  give(transceiver: RTCRtpTransceiver): void {
    if (this.#own.has(transceiver)) this.#free.add(transceiver);
  }

  #requireRoom(kind: MediaKind): void {
    const { localDescription, remoteDescription } = this.#connection;
    const described = Math.max(localDescription?.sdp.length ?? 0, remoteDescription?.sdp.length ?? 0);
    const coming = [...this.#own]
      .filter(({ mid }) => mid === null)
      .map(({ receiver }) => receiver.track.kind as MediaKind);
    const added = [...coming, kind].reduce((sum, one) => sum + SECTION_CHARACTERS[one], 0);
    if (described + added <= MAX_SDP_CHARACTERS - FREE_CHARACTERS) return;
    throw new RtcError('media/too-many', 'No more streams fit into the connection with this person.', {
      hint: 'Withdraw one with unpublish(); its place is used again.',
    });
  }
}
