import { MEDIA_KINDS, type Publication, type PublicationList, type Slot } from '../protocol/index.js';
import { MediaSlots, type SlotMapping } from './media-slots.js';
import type { TellPeer } from './peer-events.js';
import { OPEN_FLOW, type ByKind, type Flow, type LocalPublication } from './publications.js';
import { RemotePublications } from './remote-publications.js';

export interface PublicationExchangeOptions {
  readonly connection: RTCPeerConnection;
  /** Over the channel for control, which may still have to open. */
  readonly send: (list: PublicationList) => void;
  readonly tell: TellPeer;
  readonly signal: AbortSignal;
}

/** What the two of a connection offer each other, in complete, numbered lists, and what of it flows. */
export class PublicationExchange {
  readonly #options: PublicationExchangeOptions;
  readonly #slots: MediaSlots;
  readonly #remote: RemotePublications;
  /** What was announced last, to announce changes only. */
  #announced = '';
  #revision = 0;
  /** The newest that went over the channel: what a description brings can get lost with it. */
  #confirmed = 0;
  #flow: Flow = OPEN_FLOW;
  /** As told last. Nothing yet: of the connection before this one, something else may have been told. */
  #held: ByKind | undefined;

  constructor(options: PublicationExchangeOptions) {
    this.#options = options;
    const { connection, tell } = options;
    this.#slots = new MediaSlots({
      connection,
      sourceOf: (mid) => this.#remote.sourceOf(mid),
      refused: (error) => tell('error', error),
    });
    this.#remote = new RemotePublications({
      connection,
      isOutgoing: (transceiver) => this.#slots.isOutgoing(transceiver),
    });
  }

  /** The side that offers first: makes the slots. */
  open(slots: readonly Slot[]): void {
    this.#slots.open(slots);
  }

  /** For the first offer's envelope. */
  get mappings(): SlotMapping[] {
    return this.#slots.mappings();
  }

  /** Everything this person shall get from us. */
  publish(publications: readonly LocalPublication[]): void {
    if (this.#options.signal.aborted) return;
    this.#slots.publish(publications);
    this.announce();
  }

  /** What shall flow between the two, as far as this side decides. */
  direct(flow: Flow): void {
    if (this.#options.signal.aborted || JSON.stringify(flow) === JSON.stringify(this.#flow)) return;
    this.#flow = flow;
    this.#slots.direct(flow);
    this.announce();
    this.tell();
  }

  /** What the other side is told of what we send. */
  get announced(): readonly Publication[] {
    return this.#slots.announcement();
  }

  /** Whether something the other side says it sends, and that has come before, has to come all the time. */
  get expectsMedia(): boolean {
    return this.#remote.current(this.#flow).some(({ muted, tracks }) =>
      MEDIA_KINDS.some((kind) => {
        const track = tracks[kind];
        return track !== undefined && !track.muted && track.readyState === 'live' && !muted[kind];
      }),
    );
  }

  /** The list as it is now; a new revision when it differs from the last one. */
  list(): PublicationList {
    const publications = this.#slots.announcement();
    const held = { ...this.#flow.held };
    const written = JSON.stringify([held, publications]);
    if (written !== this.#announced) {
      this.#announced = written;
      this.#revision += 1;
    }
    return { revision: this.#revision, held, publications };
  }

  /** Tells the other side what it does not know yet. */
  announce(): void {
    const { signal, send } = this.#options;
    if (signal.aborted) return;
    const list = this.list();
    if (list.revision === this.#confirmed) return;
    this.#confirmed = list.revision;
    send(list);
  }

  /** Takes the other side's list, however it came, unless a newer one is known. Returns whether it was taken. */
  take(list: PublicationList): boolean {
    return this.#remote.announce(list);
  }

  /** Sections may have come from the other side, with its `slots` when they are its first; before they are answered. */
  settle(slots?: readonly SlotMapping[]): void {
    if (slots !== undefined) this.#slots.adopt(slots);
    else this.#slots.receive();
  }

  /** Tells what the other side offers as it can be played now. */
  tell(): void {
    const { tell } = this.#options;
    const held = this.#remote.heldWith(this.#flow);
    const before = this.#held;
    this.#held = held;
    if (held.audio !== before?.audio || held.video !== before.video) tell('held', held);
    tell('publications', this.#remote.current(this.#flow));
  }
}
