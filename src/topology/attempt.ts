import type { DescriptionRules } from '../peer/description-rules.js';
import type { NegotiationRules } from '../peer/negotiator.js';
import { Peer } from '../peer/peer.js';
import type { Slot } from '../protocol/index.js';
import type { HappeningOfOne } from './connection-happening.js';
import { peerLink } from './peer-link.js';
import type { Link, Terms, TopologyEvents } from './topology.js';

/** As for one negotiation, but for whom it is with. */
export interface MeshRules extends Omit<NegotiationRules, 'remoteDescription'> {
  readonly remoteDescription?:
    ((description: RTCSessionDescriptionInit, userId: string) => RTCSessionDescriptionInit) | undefined;
}

/** What every connection of a mesh is made with. */
export interface ConnectionTerms {
  readonly slots: readonly Slot[];
  readonly rules: MeshRules;
  readonly descriptions: DescriptionRules | undefined;
  /** As known now. */
  readonly configuration: () => RTCConfiguration;
  /** Renewed, where there is somebody to renew it; otherwise, or when that takes too long, as known. Never rejects. */
  readonly renew: (() => Promise<RTCConfiguration>) | undefined;
  /** What one person gets, as decided now. */
  readonly with: (userId: string) => Terms;
}

/** Where it is told what happens. */
export type Tell = <E extends keyof TopologyEvents>(type: E, detail: TopologyEvents[E]) => void;

export interface AttemptOptions {
  readonly userId: string;
  readonly initiates: boolean;
  readonly number: number;
  readonly configuration: RTCConfiguration;
  readonly signal: AbortSignal;
}

/** The two sides of one that does not come begin their quarter of a minute (`recovery.ts`) as far apart as signals take. */
const OVERDUE_MS = 10_000;

/** One try at a connection with a person: until it is given up for the next one, or not wanted any more. */
export class Attempt {
  readonly peer: Peer;
  readonly link: Link;
  readonly initiates: boolean;
  /** See `attempt` in the wire's signals; who waits for the first offer learns it from that. */
  number: number;
  /** By `performance.now()`; undefined while the first offer has yet to come. */
  #begunAt: number | undefined;
  relayed = false;
  /** Whether one of its channels has closed. */
  isBroken = false;
  readonly #lifetime = new AbortController();

  constructor(
    { userId, initiates, number, configuration, signal }: AttemptOptions,
    terms: ConnectionTerms,
    tell: Tell,
  ) {
    this.initiates = initiates;
    this.number = number;
    if (initiates) this.begin();
    const { slots, descriptions, renew } = terms;
    const { remoteDescription: change } = terms.rules;
    const remoteDescription = change && ((description: RTCSessionDescriptionInit) => change(description, userId));
    const rules = { ...terms.rules, remoteDescription };
    const until = { signal: AbortSignal.any([this.#lifetime.signal, signal]) };
    const ours = { ...until, configuration, slots, initiates, rules, descriptions };
    const peer = new Peer({ ...ours, ...(renew !== undefined && { renew }) });
    this.peer = peer;
    this.link = peerLink(userId, peer);
    const happened = (happening: HappeningOfOne): void => tell('happened', { ...happening, userId });
    peer.on('restarting', (reason) => happened({ type: 'ice-restart', reason }), until);
    peer.on('step', (step) => happened(step), until);
    peer.on('publications', (publications) => tell('publications', { userId, publications }), until);
    peer.on('held', (held) => tell('held', { userId, held }), until);
    peer.on('message', (message) => tell('message', { userId, message }), until);
    peer.on('frame', (frame) => tell('frame', { userId, frame }), until);
    peer.on('message-frame', (detail) => tell('message-frame', { link: this.link, ...detail }), until);
    peer.on('error', (error) => tell('error', { userId, error }), until);
    peer.on('invalid', (error) => tell('error', { userId, error }), until);
    const relayOnly = configuration.iceTransportPolicy === 'relay';
    happened({ type: 'opened', attempt: number, relayOnly, connection: peer.connection });
    this.agree(terms.with(userId));
  }

  /** The first offer is about to be made, or has come. */
  begin(): void {
    this.#begunAt = performance.now();
  }

  get begun(): boolean {
    return this.#begunAt !== undefined;
  }

  /** Whether it had nearly all the time that a connection gets to come. */
  get isOverdue(): boolean {
    return this.#begunAt !== undefined && performance.now() - this.#begunAt >= OVERDUE_MS;
  }

  /** Gives this person what was decided. */
  agree({ publications, flow }: Terms): void {
    this.peer.direct(flow);
    this.peer.publish(publications);
  }

  end(): void {
    this.#lifetime.abort();
  }
}
