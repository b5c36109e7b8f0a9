import { TypedEventTarget } from '../base/typed-event-target.js';
import type { ConnectionSignal, DescriptionSignal, PeerMessage, Publication, Slot } from '../protocol/index.js';
import { CandidateBatch } from './candidate-batch.js';
import type { DescriptionRules } from './description-rules.js';
import { sendKeyFrames } from './key-frames.js';
import { Negotiator, type NegotiationRules } from './negotiator.js';
import { PeerChannels } from './peer-channels.js';
import type { PeerEvents, TellPeer } from './peer-events.js';
import { PublicationExchange } from './publication-exchange.js';
import type { Flow, LocalPublication, PeerState } from './publications.js';
import { Recovery } from './recovery.js';
import { followRoute, type Route } from './route.js';

export interface PeerOptions {
  readonly configuration: RTCConfiguration;
  readonly initiates: boolean;
  /** The media sections of the room; the same on both sides. */
  readonly slots: readonly Slot[];
  readonly rules?: NegotiationRules;
  /** How the page wants media described. */
  readonly descriptions?: DescriptionRules | undefined;
  /** Asked before ICE is restarted, for credentials that are still good; never rejects. */
  readonly renew?: () => Promise<RTCConfiguration>;
  readonly signal: AbortSignal;
}

/** The connection with one person: made and mended here, with what the two publish and the channels between them. */
export class Peer extends TypedEventTarget<PeerEvents> {
  readonly connection: RTCPeerConnection;
  readonly signal: AbortSignal;
  readonly channels: PeerChannels;
  readonly #recovery: Recovery;
  readonly #negotiator: Negotiator;
  readonly #exchange: PublicationExchange;
  readonly #initiates: boolean;
  readonly #descriptions: DescriptionRules | undefined;

  constructor({ configuration, initiates, slots, rules = {}, descriptions, renew, signal }: PeerOptions) {
    super();
    this.signal = signal;
    this.#initiates = initiates;
    this.#descriptions = descriptions;
    const connection = new RTCPeerConnection(configuration);
    this.connection = connection;
    signal.addEventListener('abort', () => connection.close(), { once: true });
    // Heard before the negotiator does: whatever was added is described the way the page wants.
    connection.addEventListener('negotiationneeded', () => descriptions?.prefer(connection), { signal });
    const polite = initiates;
    const expectsMedia = (): boolean => this.#exchange.expectsMedia;
    this.#recovery = new Recovery({ connection, polite, expectsMedia, renew, signal });
    this.#recovery.on('state', (state) => this.emit('state', state), { signal });
    this.#recovery.on('restarting', (reason) => this.emit('restarting', reason), { signal });
    this.#recovery.on('hopeless', () => this.emit('hopeless', null), { signal });
    this.#recovery.on('error', (error) => this.emit('error', error), { signal });
    const told = (route: Route): void => this.emit('route', route);
    followRoute(connection, { told, changed: () => sendKeyFrames(connection) }, signal);
    this.#negotiator = new Negotiator({ ...rules, connection, initiates, polite, signal });
    this.#negotiator.on('description', (description) => this.#sendDescription(description), { signal });
    const found = new CandidateBatch((candidates) => this.emit('signal', { kind: 'candidates', candidates }), signal);
    this.#negotiator.on('candidate', (candidate) => found.add(candidate), { signal });
    this.#negotiator.on('step', (step) => this.emit('step', step), { signal });
    this.#negotiator.on('error', (error) => this.emit('error', error), { signal });
    this.#negotiator.on('stuck', () => this.emit('hopeless', null), { signal });
    const tell: TellPeer = (type, detail) => this.emit(type, detail);
    const parts = { connection, tell, signal };
    this.channels = new PeerChannels({ ...parts, receive: (message) => this.#receiveMessage(message) });
    this.#exchange = new PublicationExchange({
      ...parts,
      // Waits for the channel to open; a connection that never opens needs no list, and its loss is told by its state.
      send: (list) => void this.send({ type: 'publications:set', ...list }).catch(() => undefined),
    });
    if (initiates) this.#exchange.open(slots);
    descriptions?.prefer(connection);
  }

  get state(): PeerState {
    return this.#recovery.state;
  }

  /** Begins to connect, once everything is listened to; the other side waits for this one's offer. */
  start(): void {
    this.#negotiator.start();
  }

  /** Looks for new ways to the other side, once more from the start. Media and channels go on where there still is one. */
  restart(): void {
    this.#recovery.restart();
  }

  /** The page's network is another one, or is back. */
  networkChanged(): void {
    this.#recovery.networkChanged();
  }

  /** Takes what came from the other side through signaling. */
  receive(signal: ConnectionSignal): void {
    switch (signal.kind) {
      case 'candidates':
        void this.#negotiator.receiveCandidates(signal.candidates);
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
    this.#exchange.publish(publications);
  }

  /** What shall flow between the two, as far as this side decides. */
  direct(flow: Flow): void {
    this.#exchange.direct(flow);
  }

  /** What the other side is told of what we send. */
  get announced(): readonly Publication[] {
    return this.#exchange.announced;
  }

  /** Resolves when the channel has taken it. Rejects with `data/closed` or `data/too-large`. */
  send(message: PeerMessage): Promise<void> {
    return this.channels.send(message);
  }

  #receiveDescription(signal: DescriptionSignal): void {
    const applied = (): void => {
      // Not of a description that loses to one of ours: its list comes over the channel too, and is told then.
      this.#exchange.take(signal.offers);
      // Before the answer is made, so that it already offers what we send.
      this.#exchange.settle(this.#initiates ? undefined : signal.slots);
      this.#descriptions?.prefer(this.connection);
      this.#exchange.tell();
    };
    // Announces once the sections have their ids, for what was published before they had.
    const { type, sdp } = signal.description;
    const description = { type, sdp: this.#descriptions?.remote(sdp) ?? sdp };
    void this.#negotiator.receiveDescription(description, applied).then(() => this.#exchange.announce());
  }

  #sendDescription(description: { type: 'offer' | 'answer'; sdp: string }): void {
    const firstOffer = description.type === 'offer' && this.connection.remoteDescription === null;
    const signal: DescriptionSignal = { kind: 'description', description, offers: this.#exchange.list() };
    this.emit('signal', firstOffer ? { ...signal, slots: this.#exchange.mappings } : signal);
  }

  #receiveMessage(message: PeerMessage): void {
    if (message.type !== 'publications:set') {
      this.emit('message', message);
      return;
    }
    if (!this.#exchange.take(message)) return;
    this.#exchange.settle();
    this.#exchange.tell();
  }
}
