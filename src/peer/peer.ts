import * as v from 'valibot';
import { TypedEventTarget } from '../base/typed-event-target.js';
import {
  MAX_PEER_MESSAGE_BYTES,
  PeerMessageSchema,
  RtcError,
  utf8Bytes,
  type ConnectionSignal,
  type DescriptionSignal,
  type PeerMessage,
  type PublicationList,
  type Slot,
} from '../protocol/index.js';
import { ConnectionProgress } from './connection-progress.js';
import { FlowControlledChannel } from './flow-controlled-channel.js';
import { MediaSlots } from './media-slots.js';
import { Negotiator } from './negotiator.js';
import type { LocalPublication, PeerState, RemotePublication } from './publications.js';
import { RemotePublications } from './remote-publications.js';

/** Data channels both sides open by agreement, so that no message has to announce them (RFC 8832 is not needed). */
const CONTROL_CHANNEL = { id: 0, label: 'control' } as const;
const FILES_CHANNEL = { id: 1, label: 'files' } as const;

/** The largest frame we make, whatever the other side would take: 256 KiB is where throughput stops growing. */
const MAX_FRAME_BYTES = 262_144;

export interface PeerOptions {
  readonly configuration: RTCConfiguration;
  readonly initiates: boolean;
  /** The media sections of the room; the same on both sides. */
  readonly slots: readonly Slot[];
  readonly signal: AbortSignal;
}

export interface PeerEvents {
  signal: ConnectionSignal;
  state: PeerState;
  publications: readonly RemotePublication[];
  message: PeerMessage;
  frame: ArrayBuffer;
  /** The other side sent what is no message; the receiver drops it. */
  invalid: RtcError;
  error: RtcError;
}

/** The connection with one person: negotiation, media slots, and a channel for messages and one for files. */
export class Peer extends TypedEventTarget<PeerEvents> {
  readonly connection: RTCPeerConnection;
  readonly signal: AbortSignal;
  readonly #progress: ConnectionProgress;
  readonly #negotiator: Negotiator;
  readonly #slots: MediaSlots;
  readonly #remote: RemotePublications;
  readonly #control: FlowControlledChannel;
  readonly #files: FlowControlledChannel;
  readonly #initiates: boolean;
  /** What was announced last, to announce changes only. */
  #announced = '';
  #revision = 0;

  constructor({ configuration, initiates, slots, signal }: PeerOptions) {
    super();
    this.signal = signal;
    this.#initiates = initiates;
    this.connection = new RTCPeerConnection(configuration);
    signal.addEventListener('abort', () => this.connection.close(), { once: true });
    this.#progress = new ConnectionProgress(this.connection, signal);
    this.#progress.on('state', (state) => this.emit('state', state), { signal });
    this.#negotiator = new Negotiator({ connection: this.connection, initiates, polite: initiates, signal });
    this.#negotiator.on('description', (description) => this.#sendDescription(description), { signal });
    this.#negotiator.on('candidate', (candidate) => this.emit('signal', { kind: 'candidate', candidate }), { signal });
    this.#negotiator.on('error', (error) => this.emit('error', error), { signal });
    this.#slots = new MediaSlots(this.connection);
    this.#remote = new RemotePublications(this.connection);
    this.#control = this.#openChannel(CONTROL_CHANNEL, (received) => this.#receiveControl(received));
    this.#files = this.#openChannel(FILES_CHANNEL, (received) => {
      if (received instanceof ArrayBuffer) this.emit('frame', received);
    });
    if (initiates) this.#slots.open(slots);
  }

  get state(): PeerState {
    return this.#progress.state;
  }

  /** Bytes one frame to this person may have. */
  get maxFrameBytes(): number {
    // 64 KiB where the browser does not say (RFC 8841 §6.1).
    const negotiated = this.connection.sctp?.maxMessageSize ?? 65_536;
    return Math.min(MAX_FRAME_BYTES, negotiated);
  }

  /** Begins to connect, once everything is listened to; the other side waits for this one's offer. */
  start(): void {
    this.#negotiator.start();
  }

  /** Looks for new ways to the other side, once more from the start. Media and channels go on where there still is one. */
  restart(): void {
    this.#progress.restart();
  }

  /** Takes what came from the other side through signaling. */
  receive(signal: ConnectionSignal): void {
    switch (signal.kind) {
      case 'candidate':
        void this.#negotiator.receiveCandidate(signal.candidate);
        return;
      case 'description':
        this.#receiveDescription(signal);
        return;
      default:
        signal satisfies never;
    }
  }

  /** Everything this person shall get from us. */
  publish(publications: readonly LocalPublication[]): void {
    this.#slots.publish(publications);
    this.#announce();
  }

  /** Resolves when the channel has taken it. Rejects with `data/closed` or `data/too-large`. */
  async send(message: PeerMessage): Promise<void> {
    await this.#control.send(JSON.stringify(message));
  }

  /** Resolves when the next frame is welcome. Rejects with `data/closed` or `data/too-large`. */
  async sendFrame(frame: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#files.send(frame);
  }

  #receiveDescription(signal: DescriptionSignal): void {
    this.#remote.announce(signal.offers);
    const applied = (): void => {
      // Before the answer is made, so that it already offers what we send.
      if (signal.slots !== undefined && !this.#initiates) this.#slots.adopt(signal.slots);
      this.emit('publications', this.#remote.current());
    };
    // Announces once the sections have their ids, for what was published before they had.
    void this.#negotiator.receiveDescription(signal.description, applied).then(() => this.#announce());
  }

  #sendDescription(description: { type: 'offer' | 'answer'; sdp: string }): void {
    const firstOffer = description.type === 'offer' && this.connection.remoteDescription === null;
    const signal: DescriptionSignal = { kind: 'description', description, offers: this.#announcement() };
    this.emit('signal', firstOffer ? { ...signal, slots: this.#slots.mappings() } : signal);
  }

  /** The list as it is now; a new revision when it differs from the last one. */
  #announcement(): PublicationList {
    const publications = this.#slots.announcement();
    const written = JSON.stringify(publications);
    if (written !== this.#announced) {
      this.#announced = written;
      this.#revision += 1;
    }
    return { revision: this.#revision, publications };
  }

  #announce(): void {
    if (this.signal.aborted) return;
    const before = this.#revision;
    const list = this.#announcement();
    if (list.revision === before) return;
    // Waits for the channel to open; a connection that never opens needs no list, and its loss is told by its state.
    this.send({ type: 'publications:set', ...list }).catch(() => undefined);
  }

  #openChannel(
    { id, label }: { id: number; label: string },
    receive: (received: unknown) => void,
  ): FlowControlledChannel {
    const channel = this.connection.createDataChannel(label, { negotiated: true, id, ordered: true });
    channel.binaryType = 'arraybuffer';
    channel.addEventListener('message', (event) => receive(event.data), { signal: this.signal });
    return new FlowControlledChannel(channel, {
      signal: this.signal,
      maxMessageSize: () => this.connection.sctp?.maxMessageSize ?? 65_536,
    });
  }

  #receiveControl(received: unknown): void {
    const message = parseControl(received);
    if (message === undefined) {
      this.emit('invalid', new RtcError('data/invalid', 'A peer sent a message that is none.', { severity: 'info' }));
      return;
    }
    if (message.type !== 'publications:set') {
      this.emit('message', message);
      return;
    }
    if (this.#remote.announce(message)) this.emit('publications', this.#remote.current());
  }
}

function parseControl(received: unknown): PeerMessage | undefined {
  if (typeof received !== 'string' || utf8Bytes(received) > MAX_PEER_MESSAGE_BYTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(received);
  } catch {
    // Whatever it is, it is no message: the caller reports it.
    return undefined;
  }
  const parsed = v.safeParse(PeerMessageSchema, value);
  return parsed.success ? parsed.output : undefined;
}
