import { RtcError, type MediaKind, type Publication, type Slot, type Source } from '../protocol/index.js';
import { ExtraSections } from './extra-sections.js';
import { OPEN_FLOW, shownAs, type Flow, type LocalPublication } from './publications.js';

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

export interface MediaSlotsOptions {
  readonly connection: RTCPeerConnection;
  /** Where what arrives in this section comes from, as far as that is announced. */
  readonly sourceOf: (mid: string) => Source | undefined;
  /** A publication has no section and gets none. */
  readonly refused: (error: RtcError) => void;
}

/** Which slot is meant for the track of `kind` of a publication; the first to come takes it. */
function slotOf(source: Source, kind: MediaKind): Slot | undefined {
  switch (source) {
    case 'microphone':
      return kind === 'audio' ? 'microphone' : undefined;
    case 'camera':
      return kind === 'video' ? 'camera' : undefined;
    case 'screen':
      return kind === 'video' ? 'screen' : 'screen-audio';
    case 'custom':
      return undefined;
    default:
      return source satisfies never;
  }
}

/**
 * The media sections of one connection. The slots are in it from its first offer on and carry nothing until a track is put
 * into one by `replaceTrack`, which needs no negotiation: a camera that comes late, is switched or taken away costs
 * no round trip. What has no slot, or finds its slot taken, gets a section of its own.
 */
export class MediaSlots {
  readonly #options: MediaSlotsOptions;
  readonly #connection: RTCPeerConnection;
  readonly #slots = new Map<Slot, RTCRtpTransceiver>();
  readonly #extras: ExtraSections;
  /** The section of each track, by publication and kind. */
  readonly #places = new Map<string, RTCRtpTransceiver>();
  /** The newest wish for each section: a sender tells only what it has by now. */
  readonly #sending = new Map<RTCRtpTransceiver, MediaStreamTrack | null>();
  readonly #refused = new Set<string>();
  // What is captured together is played together: one stream id for lip sync each.
  readonly #person = new MediaStream();
  readonly #screen = new MediaStream();
  readonly #streams = new Map<string, MediaStream>();
  #isOpen = false;
  #flow: Flow = OPEN_FLOW;
  #publications: readonly LocalPublication[] = [];

  constructor(options: MediaSlotsOptions) {
    this.#options = options;
    this.#connection = options.connection;
    this.#extras = new ExtraSections(options.connection);
  }

  /** The side that offers first: makes the slots. */
  open(slots: readonly Slot[]): void {
    for (const slot of slots) {
      const transceiver = this.#connection.addTransceiver(SLOT_KINDS[slot], {
        direction: 'sendrecv',
        streams: [this.#streamOf(slot)],
      });
      this.#slots.set(slot, transceiver);
    }
    this.#settle();
  }

  /** The side that answers first: takes over the slots of the offer, before the answer is made. */
  adopt(mappings: readonly SlotMapping[]): void {
    for (const { mid, slot } of mappings) {
      const transceiver = this.#connection.getTransceivers().find((candidate) => candidate.mid === mid);
      if (transceiver?.receiver.track.kind !== SLOT_KINDS[slot] || this.#slots.has(slot)) continue;
      transceiver.sender.setStreams(this.#streamOf(slot));
      this.#slots.set(slot, transceiver);
    }
    this.#settle();
  }

  /** For the first offer's envelope. */
  mappings(): SlotMapping[] {
    return [...this.#slots].flatMap(([slot, { mid }]) => (mid === null ? [] : [{ mid, slot }]));
  }

  /** Whether nothing of the other side's can arrive in this section. */
  isOutgoing(transceiver: RTCRtpTransceiver): boolean {
    return this.#extras.owns(transceiver);
  }

  /** Puts the tracks of `publications` into their sections and empties the others. */
  publish(publications: readonly LocalPublication[]): void {
    this.#publications = publications;
    this.#fill();
  }

  /** What shall flow from now on. Asks for a negotiation where that is not what flows now. */
  direct(flow: Flow): void {
    this.#flow = flow;
    this.#turn();
  }

  /** To be called when the other side may have added sections, before they are answered. */
  receive(): void {
    this.#turn();
  }

  /** The publications as the other side may know them; a media section is named as soon as it carries a track. */
  announcement(): Publication[] {
    return this.#publications.map(({ streamId, source, kinds, muted, tracks, crop }) => {
      const mids: Publication['mids'] = {};
      for (const kind of kinds) {
        const mid = this.#places.get(placeKey(streamId, kind))?.mid;
        if (tracks[kind] !== undefined && typeof mid === 'string') mids[kind] = mid;
      }
      return { streamId, source, kinds: [...kinds], mids, muted: { ...muted }, ...(crop && { crop }) };
    });
  }

  #settle(): void {
    this.#isOpen = true;
    this.#turn();
    this.#fill();
  }

  #fill(): void {
    if (!this.#isOpen) return;
    const wanted = new Map<RTCRtpTransceiver, MediaStreamTrack | null>();
    this.#leavePlaces();
    for (const publication of this.#publications) {
      for (const kind of publication.kinds) {
        const track = publication.tracks[kind];
        const place = track === undefined ? undefined : this.#placeOf(publication, kind);
        // What is muted is not sent, whatever the track is: it may be the page's own, which we do not touch.
        if (place !== undefined) wanted.set(place, publication.muted[kind] ? null : (track ?? null));
      }
    }
    for (const place of new Set([...wanted.keys(), ...this.#sending.keys()])) {
      const track = wanted.get(place) ?? null;
      if ((this.#sending.get(place) ?? null) === track) continue;
      this.#sending.set(place, track);
      // Rejects only when the connection is closed, where nobody misses the track.
      place.sender.replaceTrack(track).catch(() => undefined);
    }
    this.#turn();
  }

  #leavePlaces(): void {
    const streamIds = new Set(this.#publications.map(({ streamId }) => streamId));
    const keys = new Set(
      this.#publications.flatMap(({ streamId, kinds }) => kinds.map((kind) => placeKey(streamId, kind))),
    );
    for (const [key, place] of this.#places) {
      if (keys.has(key)) continue;
      this.#places.delete(key);
      this.#extras.give(place);
    }
    for (const key of this.#refused) if (!keys.has(key)) this.#refused.delete(key);
    for (const streamId of this.#streams.keys()) if (!streamIds.has(streamId)) this.#streams.delete(streamId);
  }

  #placeOf({ streamId, source, kinds }: LocalPublication, kind: MediaKind): RTCRtpTransceiver | undefined {
    const key = placeKey(streamId, kind);
    const known = this.#places.get(key);
    if (known !== undefined || this.#refused.has(key)) return known;
    const meant = slotOf(source, kind);
    const slot = meant && this.#slots.get(meant);
    try {
      const isFree = slot !== undefined && ![...this.#places.values()].includes(slot);
      const place = isFree ? slot : this.#extras.take(kind, this.#streamFor(streamId), kinds.length === 1);
      this.#places.set(key, place);
      return place;
    } catch (error) {
      if (!(error instanceof RtcError)) throw error;
      // Once for each: it is tried again only as another publication.
      this.#refused.add(key);
      this.#options.refused(error);
      return undefined;
    }
  }

  #turn(): void {
    if (!this.#isOpen) return;
    const { held, receiving } = this.#flow;
    const slots = new Map([...this.#slots].map(([slot, transceiver]) => [transceiver, slot]));
    for (const transceiver of this.#connection.getTransceivers()) {
      const kind = transceiver.receiver.track.kind as MediaKind;
      const slot = slots.get(transceiver);
      const source = this.#sourceOf(transceiver) ?? sourceOfSlot(slot);
      const sends = !held[kind] && (slot !== undefined || this.#extras.owns(transceiver));
      const receives = !held[kind] && !this.#extras.owns(transceiver) && receiving[shownAs(source, kind)];
      const direction = directionOf(sends, receives);
      if (transceiver.direction !== direction && transceiver.direction !== 'stopped') transceiver.direction = direction;
    }
  }

  #sourceOf({ mid }: RTCRtpTransceiver): Source | undefined {
    return mid === null ? undefined : this.#options.sourceOf(mid);
  }

  #streamOf(slot: Slot): MediaStream {
    return slot === 'microphone' || slot === 'camera' ? this.#person : this.#screen;
  }

  #streamFor(streamId: string): MediaStream {
    const stream = this.#streams.get(streamId) ?? new MediaStream();
    this.#streams.set(streamId, stream);
    return stream;
  }
}

function placeKey(streamId: string, kind: MediaKind): string {
  return `${streamId} ${kind}`;
}

function sourceOfSlot(slot: Slot | undefined): Source {
  return slot === 'screen' || slot === 'screen-audio' ? 'screen' : 'custom';
}

function directionOf(sends: boolean, receives: boolean): RTCRtpTransceiverDirection {
  if (sends) return receives ? 'sendrecv' : 'sendonly';
  return receives ? 'recvonly' : 'inactive';
}
