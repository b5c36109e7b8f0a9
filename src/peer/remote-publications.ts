import type { MediaKind, PublicationList, Source } from '../protocol/index.js';
import { NONE_HELD, shownAs, type ByKind, type Flow, type RemotePublication } from './publications.js';

export interface RemotePublicationsOptions {
  readonly connection: RTCPeerConnection;
  /** Whether nothing of the other side's can arrive in this section, whatever it announces. */
  readonly isOutgoing: (transceiver: RTCRtpTransceiver) => boolean;
}

/**
 * What the other side offers, made from its announcements and the transceivers of the connection. Announcements
 * decide: a `track` event alone says nothing, since empty slots fire it too.
 */
export class RemotePublications {
  readonly #options: RemotePublicationsOptions;
  #announced: PublicationList = { revision: -1, held: NONE_HELD, publications: [] };

  constructor(options: RemotePublicationsOptions) {
    this.#options = options;
  }

  /** Takes a list unless a newer one is known. Returns whether it was taken. */
  announce(list: PublicationList): boolean {
    if (list.revision <= this.#announced.revision) return false;
    // One id is one stream and one of each kind, whatever a peer says.
    const known = new Set<string>();
    const publications = list.publications.flatMap((publication) => {
      if (known.has(publication.streamId)) return [];
      known.add(publication.streamId);
      return [{ ...publication, kinds: [...new Set(publication.kinds)] }];
    });
    this.#announced = { ...list, publications };
    return true;
  }

  /** Where what arrives in this section comes from. */
  sourceOf(mid: string): Source | undefined {
    return this.#announced.publications.find(({ mids }) => mids.audio === mid || mids.video === mid)?.source;
  }

  /** Kinds that this side or the other holds. */
  heldWith({ held }: Flow): ByKind {
    const theirs = this.#announced.held;
    return { audio: held.audio || theirs.audio, video: held.video || theirs.video };
  }

  /** The list as it stands, with the tracks that can be played by now. */
  current(flow: Flow): RemotePublication[] {
    const held = this.heldWith(flow);
    return this.#announced.publications.map(({ streamId, source, kinds, mids, muted, crop }) => {
      const flowing = kinds.filter((kind) => !held[kind] && flow.receiving[shownAs(source, kind)]);
      const tracks = Object.fromEntries(flowing.map((kind) => [kind, this.#trackAt(mids[kind], kind)]));
      return { streamId, source, kinds, muted, tracks, crop };
    });
  }

  #trackAt(mid: string | undefined, kind: MediaKind): MediaStreamTrack | undefined {
    const transceiver = this.#options.connection.getTransceivers().find((one) => one.mid !== null && one.mid === mid);
    if (transceiver === undefined || this.#options.isOutgoing(transceiver)) return undefined;
    const { track } = transceiver.receiver;
    return track.kind === kind ? track : undefined;
  }
}
