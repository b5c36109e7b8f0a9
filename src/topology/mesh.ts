import { TypedEventTarget } from '../base/typed-event-target.js';
import type { DataLink } from '../data/data-link.js';
import { Peer } from '../peer/peer.js';
import type { LocalPublication } from '../peer/publications.js';
import type { PeerSignal, Slot } from '../protocol/index.js';
import { EarlySignals } from './early-signals.js';
import { meshPlan, type Company } from './mesh-plan.js';
import type { Topology, TopologyEvents } from './topology.js';

export interface MeshOptions {
  readonly configuration: RTCConfiguration;
  readonly slots: readonly Slot[];
  /** Hands a signal for `to` to the service. */
  readonly send: (to: string, signal: PeerSignal) => void;
  readonly signal: AbortSignal;
}

interface Connection {
  readonly peer: Peer;
  readonly link: DataLink;
  readonly initiates: boolean;
  /** See `attempt` in the wire's signals; who waits for the first offer learns it from that. */
  attempt: number;
  /** Whether the first offer was made, or has come. */
  begun: boolean;
  readonly lifetime: AbortController;
}

/** What is remembered of a person for as long as it is in the room. */
interface Acquaintance {
  /** The newest attempt at a connection. */
  attempt: number;
  /** This side has disconnected. */
  isParted: boolean;
  /** The other side has. */
  isRefused: boolean;
}

/**
 * Each is connected directly with each other, as far as the room's direction connects them. A media connection has
 * nothing to do with the line to the service: it ends by the room's word (`arrange`), by this side's or the other's wish.
 */
export class Mesh extends TypedEventTarget<TopologyEvents> implements Topology {
  readonly #options: MeshOptions;
  readonly #connections = new Map<string, Connection>();
  readonly #people = new Map<string, Acquaintance>();
  readonly #early = new EarlySignals();
  #present: ReadonlySet<string> = new Set();
  #plan: ReturnType<typeof meshPlan> = new Map();
  #publications: readonly LocalPublication[] = [];

  constructor(options: MeshOptions) {
    super();
    this.#options = options;
  }

  arrange(company: Company): void {
    if (this.#options.signal.aborted) return;
    this.#plan = meshPlan(company);
    const present = new Set(company.members.map(({ userId }) => userId));
    for (const userId of this.#present) {
      if (!this.#plan.has(userId)) this.#takeDown(userId);
      if (!present.has(userId)) this.#people.delete(userId);
    }
    this.#present = present;
    for (const userId of this.#plan.keys()) this.#connect(userId, { asks: true });
  }

  disconnectFrom(userId: string): void {
    const person = this.#acquaintance(userId);
    if (person.isParted) return;
    person.isParted = true;
    this.#takeDown(userId);
    this.#options.send(userId, { kind: 'contact', wanted: false });
  }

  reconnectTo(userId: string): void {
    const person = this.#acquaintance(userId);
    if (!person.isParted) return;
    person.isParted = false;
    this.#options.send(userId, { kind: 'contact', wanted: true });
    this.#connect(userId, { asks: false });
  }

  heal(): void {
    for (const [userId, { peer, initiates }] of [...this.#connections]) {
      switch (peer.state) {
        case 'connected':
        case 'closed':
          break;
        case 'connecting':
          if (initiates) this.#redial(userId);
          else this.#options.send(userId, { kind: 'contact', wanted: true });
          break;
        case 'disconnected':
        case 'failed':
          peer.restart();
          break;
        default:
          peer.state satisfies never;
      }
    }
  }

  receive(userId: string, signal: PeerSignal): void {
    if (signal.kind === 'contact') {
      this.#receiveContact(userId, signal.wanted);
      return;
    }
    const connection = this.#connections.get(userId);
    if (connection === undefined) {
      this.#receiveUnconnected(userId, signal);
      return;
    }
    const attempt = signal.attempt ?? connection.attempt;
    if (connection.begun && attempt === connection.attempt) connection.peer.receive(signal);
    // What belongs to an earlier attempt has come too late.
    else if (attempt > connection.attempt || signal.attempt === undefined) {
      this.#receiveBeginning(userId, connection, signal, attempt);
    }
  }

  publish(publications: readonly LocalPublication[]): void {
    this.#publications = publications;
    for (const { peer } of this.#connections.values()) peer.publish(publications);
  }

  link(userId: string): DataLink | undefined {
    return this.#connections.get(userId)?.link;
  }

  connectionTo(userId: string): RTCPeerConnection | undefined {
    return this.#connections.get(userId)?.peer.connection;
  }

  /** `asks`: an offer made before this side was ready may be lost, so it asks for another. */
  #connect(userId: string, { asks }: { readonly asks: boolean }): void {
    const planned = this.#plan.get(userId);
    const known = this.#people.get(userId);
    const person = this.#acquaintance(userId);
    if (planned === undefined || person.isParted || person.isRefused || this.#connections.has(userId)) return;
    const { initiates } = planned;
    if (initiates) person.attempt += 1;
    const connection = this.#open(userId, initiates, person.attempt);
    for (const signal of this.#early.take(userId)) this.receive(userId, signal);
    if (asks && known !== undefined && !connection.begun) this.#options.send(userId, { kind: 'contact', wanted: true });
  }

  #open(userId: string, initiates: boolean, attempt: number): Connection {
    const lifetime = new AbortController();
    const signal = AbortSignal.any([lifetime.signal, this.#options.signal]);
    const { configuration, slots } = this.#options;
    const peer = new Peer({ configuration, slots, initiates, signal });
    const link = linkTo(userId, peer);
    const connection: Connection = { peer, link, initiates, attempt, begun: initiates, lifetime };
    this.#connections.set(userId, connection);
    this.#forward(userId, connection, signal);
    peer.publish(this.#publications);
    peer.start();
    this.emit('link', { link });
    this.emit('state', { userId, state: peer.state });
    return connection;
  }

  /** The other side counts the attempts and has begun one that is new here. */
  #receiveBeginning(userId: string, connection: Connection, signal: PeerSignal, attempt: number): void {
    const isFirstOffer = signal.kind === 'description' && signal.slots !== undefined;
    if (connection.initiates) return;
    if (!isFirstOffer) {
      this.#early.hold(userId, signal);
      return;
    }
    const current = connection.begun ? this.#replace(userId, connection) : connection;
    current.attempt = attempt;
    current.begun = true;
    this.#acquaintance(userId).attempt = attempt;
    current.peer.receive(signal);
    for (const early of this.#early.take(userId)) this.receive(userId, early);
  }

  #receiveUnconnected(userId: string, signal: PeerSignal): void {
    // It does not know, or not yet, that this side has disconnected.
    if (this.#people.get(userId)?.isParted !== true) this.#early.hold(userId, signal);
    else if (signal.kind === 'description') this.#options.send(userId, { kind: 'contact', wanted: false });
  }

  #receiveContact(userId: string, wanted: boolean): void {
    const person = this.#acquaintance(userId);
    const wasRefused = person.isRefused;
    person.isRefused = !wanted;
    if (!wanted) this.#takeDown(userId);
    else if (wasRefused) this.#connect(userId, { asks: false });
    else this.#answerWaiting(userId);
  }

  /** The other side waits for a first offer; ours was lost if there is no connection yet. */
  #answerWaiting(userId: string): void {
    const connection = this.#connections.get(userId);
    if (connection?.initiates === true && connection.peer.state !== 'connected') this.#redial(userId);
  }

  #redial(userId: string): void {
    const connection = this.#connections.get(userId);
    if (connection === undefined) return;
    const person = this.#acquaintance(userId);
    person.attempt += 1;
    this.#replace(userId, connection, person.attempt);
  }

  #replace(userId: string, { initiates, lifetime, attempt }: Connection, next = attempt): Connection {
    lifetime.abort();
    return this.#open(userId, initiates, next);
  }

  #takeDown(userId: string): void {
    const connection = this.#connections.get(userId);
    this.#early.take(userId);
    if (connection === undefined) return;
    this.#connections.delete(userId);
    connection.lifetime.abort();
    this.emit('publications', { userId, publications: [] });
    this.emit('state', { userId, state: 'closed' });
  }

  #acquaintance(userId: string): Acquaintance {
    const known = this.#people.get(userId) ?? { attempt: 0, isParted: false, isRefused: false };
    this.#people.set(userId, known);
    return known;
  }

  #forward(userId: string, connection: Connection, signal: AbortSignal): void {
    const { peer } = connection;
    const options = { signal };
    peer.on('signal', (outgoing) => this.#options.send(userId, { ...outgoing, attempt: connection.attempt }), options);
    peer.on('state', (state) => this.emit('state', { userId, state }), options);
    peer.on('publications', (publications) => this.emit('publications', { userId, publications }), options);
    peer.on('message', (message) => this.emit('message', { userId, message }), options);
    peer.on('frame', (frame) => this.emit('frame', { userId, frame }), options);
    peer.on('error', (error) => this.emit('error', { userId, error }), options);
    peer.on('invalid', (error) => this.emit('error', { userId, error }), options);
  }
}

function linkTo(userId: string, peer: Peer): DataLink {
  return {
    userId,
    signal: peer.signal,
    get maxFrameBytes() {
      return peer.maxFrameBytes;
    },
    send: (message) => peer.send(message),
    sendFrame: (frame) => peer.sendFrame(frame),
  };
}
