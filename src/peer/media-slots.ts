import type { MediaKind, Publication, Slot } from '../protocol/index.js';
import type { LocalPublication } from './publications.js';

const SLOT_KINDS: Record<Slot, MediaKind> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  'screen-audio': 'audio',
};

export interface SlotMapping {
  readonly mid: string;
  readonly slot: Slot;
}

/** Which slot the track of `kind` of a publication takes; `undefined` for publications that have none of their own. */
function slotOf(publication: LocalPublication, kind: MediaKind): Slot | undefined {
  switch (publication.source) {
    case 'microphone':
      return kind === 'audio' ? 'microphone' : undefined;
    case 'camera':
      return kind === 'video' ? 'camera' : undefined;
    case 'screen':
      return kind === 'video' ? 'screen' : 'screen-audio';
    case 'custom':
      return undefined;
    default:
      return publication.source satisfies never;
  }
}

/**
 * The media sections every connection of a room has from its first offer on. They carry nothing until a track is put
 * into one by `replaceTrack`, which needs no negotiation: a camera that comes late, is switched or taken away costs
 * no round trip.
 */
export class MediaSlots {
  readonly #connection: RTCPeerConnection;
  readonly #transceivers = new Map<Slot, RTCRtpTransceiver>();
  // What is captured together is played together: one stream id for lip sync each.
  readonly #person = new MediaStream();
  readonly #screen = new MediaStream();
  #publications: readonly LocalPublication[] = [];

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  /** The side that offers first: makes the sections. */
  open(slots: readonly Slot[]): void {
    for (const slot of slots) {
      const transceiver = this.#connection.addTransceiver(SLOT_KINDS[slot], {
        direction: 'sendrecv',
        streams: [this.#streamOf(slot)],
      });
      this.#transceivers.set(slot, transceiver);
    }
    this.#fill();
  }

  /** The side that answers first: takes over the sections of the offer, before the answer is made. */
  adopt(mappings: readonly SlotMapping[]): void {
    for (const { mid, slot } of mappings) {
      const transceiver = this.#connection.getTransceivers().find((candidate) => candidate.mid === mid);
      if (transceiver?.receiver.track.kind !== SLOT_KINDS[slot] || this.#transceivers.has(slot)) continue;
      transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams(this.#streamOf(slot));
      this.#transceivers.set(slot, transceiver);
    }
    this.#fill();
  }

  /** For the first offer's envelope. */
  mappings(): SlotMapping[] {
    return [...this.#transceivers].flatMap(([slot, { mid }]) => (mid === null ? [] : [{ mid, slot }]));
  }

  /** Puts the tracks of `publications` into their slots and empties the others. */
  publish(publications: readonly LocalPublication[]): void {
    this.#publications = publications;
    this.#fill();
  }

  /** The publications as the other side may know them; a media section is named as soon as it carries a track. */
  announcement(): Publication[] {
    return this.#publications.flatMap((publication) => {
      const { streamId, source, kinds, muted } = publication;
      const mids: Publication['mids'] = {};
      for (const kind of kinds) {
        const slot = slotOf(publication, kind);
        if (slot === undefined || !this.#allows(slot)) return [];
        const mid = this.#transceivers.get(slot)?.mid;
        if (publication.tracks[kind] !== undefined && typeof mid === 'string') mids[kind] = mid;
      }
      return [{ streamId, source, kinds: [...kinds], mids, muted: { ...muted } }];
    });
  }

  #allows(slot: Slot): boolean {
    // Before the sections are there everything is announced; afterwards only what has a section.
    return this.#transceivers.size === 0 || this.#transceivers.has(slot);
  }

  #fill(): void {
    const tracks = new Map<Slot, MediaStreamTrack>();
    for (const publication of this.#publications) {
      for (const kind of publication.kinds) {
        const slot = slotOf(publication, kind);
        const track = publication.tracks[kind];
        if (slot !== undefined && track !== undefined) tracks.set(slot, track);
      }
    }
    for (const [slot, { sender }] of this.#transceivers) {
      const track = tracks.get(slot) ?? null;
      // Rejects only when the connection is closed, where nobody misses the track.
      if (sender.track !== track) sender.replaceTrack(track).catch(() => undefined);
    }
  }

  #streamOf(slot: Slot): MediaStream {
    return slot === 'microphone' || slot === 'camera' ? this.#person : this.#screen;
  }
}
