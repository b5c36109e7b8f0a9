import { TypedEventTarget } from '../base/typed-event-target.js';
import type { DataLink } from '../data/data-link.js';
import { Peer } from '../peer/peer.js';
import type { LocalPublication } from '../peer/publications.js';
import { MAX_PARTICIPANTS, type PeerSignal, type Slot } from '../protocol/index.js';
import type { Topology, TopologyEvents } from './topology.js';

/** Signals that may overtake the news of who sent them: a description and its candidates. */
const MAX_EARLY_SIGNALS = 64;

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
  readonly lifetime: AbortController;
}

/** Everybody is connected with everybody. */
export class Mesh extends TypedEventTarget<TopologyEvents> implements Topology {
  readonly #options: MeshOptions;
  readonly #connections = new Map<string, Connection>();
  readonly #early = new Map<string, PeerSignal[]>();
  #publications: readonly LocalPublication[] = [];

  constructor(options: MeshOptions) {
    super();
    this.#options = options;
  }

  connect(userId: string, { initiates }: { readonly initiates: boolean }): void {
    if (this.#connections.has(userId) || this.#options.signal.aborted) return;
    const lifetime = new AbortController();
    const signal = AbortSignal.any([lifetime.signal, this.#options.signal]);
    const { configuration, slots } = this.#options;
    const peer = new Peer({ configuration, slots, initiates, signal });
    const link = linkTo(userId, peer);
    this.#connections.set(userId, { peer, link, lifetime });
    this.#forward(userId, peer, signal);
    peer.publish(this.#publications);
    peer.start();
    this.emit('link', { link });
    const early = this.#early.get(userId) ?? [];
    this.#early.delete(userId);
    for (const received of early) peer.receive(received);
  }

  disconnect(userId: string): void {
    const connection = this.#connections.get(userId);
    this.#early.delete(userId);
    if (connection === undefined) return;
    this.#connections.delete(userId);
    connection.lifetime.abort();
  }

  receive(userId: string, signal: PeerSignal): void {
    const connection = this.#connections.get(userId);
    if (connection !== undefined) {
      connection.peer.receive(signal);
      return;
    }
    const early = this.#early.get(userId) ?? [];
    if (early.length >= MAX_EARLY_SIGNALS || this.#early.size >= MAX_PARTICIPANTS) return;
    this.#early.set(userId, [...early, signal]);
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

  #forward(userId: string, peer: Peer, signal: AbortSignal): void {
    const options = { signal };
    peer.on('signal', (outgoing) => this.#options.send(userId, outgoing), options);
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
