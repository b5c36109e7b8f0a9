import type { ConnectionSignal, ContactSignal, NegotiationSignal, PeerSignal, Publication } from '../protocol/index.js';
import type { Attempt, ConnectionTerms, Tell } from './attempt.js';
import { Attempts } from './attempts.js';
import { RedialTurns } from './redial-turns.js';
import { SignalLine } from './signal-line.js';
import type { Link } from './topology.js';

export interface AcquaintanceOptions {
  readonly userId: string;
  readonly terms: ConnectionTerms;
  /** Resolves when the service has taken it, or will not; never rejects. */
  readonly send: (signal: PeerSignal) => Promise<void>;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

/**
 * One person of the room for as long as it is there, and what the two sides agree on: whether both want a connection, which
 * attempt at it counts, and when there is another for the asking.
 */
export class Acquaintance {
  readonly userId: string;
  readonly #terms: ConnectionTerms;
  readonly #tell: Tell;
  readonly #lifetime = new AbortController();
  readonly #line: SignalLine;
  readonly #attempts: Attempts;
  readonly #turns: RedialTurns;
  #planned: { readonly initiates: boolean } | undefined;
  #isParted = false;
  #isRefused = false;
  #isAway = false;
  /** Whether the next attempt of the other side is one that this side asked for. */
  #hasAsked = false;

  constructor({ userId, terms, send, tell, signal }: AcquaintanceOptions) {
    this.userId = userId;
    this.#terms = terms;
    this.#tell = tell;
    const until = AbortSignal.any([this.#lifetime.signal, signal]);
    this.#line = new SignalLine({ send, take: (incoming) => this.#take(incoming), signal: until });
    // By then the offer it came for is old, so that another is asked for.
    this.#turns = new RedialTurns(() => this.#redial({ asks: true }), until);
    this.#attempts = new Attempts({
      userId,
      terms,
      tell,
      send: (outgoing) => this.#line.send(outgoing),
      ask: () => this.#contact(true),
      replaced: () => this.#forgetFormer(),
      broken: () => this.#redialInTurn(),
      isAway: () => this.#isAway,
      signal: until,
    });
  }

  get link(): Link | undefined {
    return this.#attempts.current?.link;
  }

  get connection(): RTCPeerConnection | undefined {
    return this.#attempts.current?.peer.connection;
  }

  get announced(): readonly Publication[] {
    return this.#attempts.current?.peer.announced ?? [];
  }

  /** Who makes the first offer, as far as the room connects the two of us at all. */
  plan(planned: { readonly initiates: boolean } | undefined): void {
    const wasPlanned = this.#planned !== undefined;
    this.#planned = planned;
    if (planned === undefined) {
      if (wasPlanned) this.#takeDown();
      return;
    }
    // An offer made before this side was ready may have gone nowhere, so it asks for another.
    this.#connect({ asks: this.#attempts.number > 0 });
  }

  /** Whether its own line to the service is broken: until it is back, nothing can be agreed. */
  away(isAway: boolean): void {
    const wasAway = this.#isAway;
    this.#isAway = isAway;
    if (wasAway && !isAway) this.heal();
  }

  /** It is not in the room any more. */
  forget(): void {
    this.#takeDown();
    this.#lifetime.abort();
  }

  disconnect(): void {
    if (this.#isParted) return;
    this.#isParted = true;
    this.#takeDown();
    this.#contact(false);
  }

  reconnect(): void {
    if (!this.#isParted) return;
    this.#isParted = false;
    this.#contact(true);
    this.#connect({ asks: false });
  }

  /** Signals go again: those that did not arrive, and tries that had to wait. */
  heal(): void {
    this.#line.resend();
    this.#attempts.heal();
  }

  /** The page's network is another one, or is back. */
  networkChanged(): void {
    this.#line.resend();
    this.#attempts.networkChanged();
  }

  /** What this person gets has been decided anew. */
  agree(): void {
    this.#attempts.current?.agree(this.#terms.with(this.userId));
  }

  receive(signal: PeerSignal): void {
    this.#line.receive(signal);
  }

  #take(signal: NegotiationSignal): void {
    if (signal.kind === 'contact') {
      this.#takeContact(signal);
      return;
    }
    const connection = this.#attempts.current;
    if (connection === undefined) {
      // It does not know, or not yet, that this side has disconnected.
      if (this.#isParted && signal.kind === 'description') this.#contact(false);
      return;
    }
    const attempt = signal.attempt ?? connection.number;
    if (connection.begun && attempt === connection.number) connection.peer.receive(signal);
    // What belongs to an earlier attempt has come too late.
    else if (attempt > connection.number || !connection.begun) this.#begin(connection, signal, attempt);
  }

  /** The other side counts the attempts and has begun one that is new here. */
  #begin(connection: Attempt, signal: ConnectionSignal, attempt: number): void {
    if (connection.initiates || signal.kind !== 'description' || signal.slots === undefined) return;
    this.#attempts.number = attempt;
    if (!connection.begun) this.#welcome(connection, signal, attempt);
    // The offer of one that has to wait is not taken.
    else if (this.#hasAsked || this.#turns.take()) {
      this.#welcome(this.#attempts.replace(connection, attempt), signal, attempt);
    }
  }

  #welcome(connection: Attempt, signal: ConnectionSignal, attempt: number): void {
    this.#hasAsked = false;
    connection.number = attempt;
    connection.begin();
    connection.peer.receive(signal);
  }

  #takeContact({ wanted, attempt = 0 }: ContactSignal): void {
    const wasRefused = this.#isRefused;
    this.#isRefused = !wanted;
    if (!wanted) {
      this.#takeDown();
      return;
    }
    const connection = this.#attempts.current;
    // It wants one again; or it knows of this attempt and has no use for it.
    const isAsked = connection === undefined ? wasRefused : connection.initiates && connection.number <= attempt;
    if (isAsked) this.#redialInTurn();
  }

  /** Makes the connection that the other side asks for, or has to have for what it did, as soon as its turn has come. */
  #redialInTurn(): void {
    if (!this.#turns.isDue && this.#turns.take()) this.#redial({ asks: false });
  }

  #redial(missing: { readonly asks: boolean }): void {
    const connection = this.#attempts.current;
    if (connection === undefined) this.#connect(missing);
    else if (connection.initiates) this.#attempts.redial(connection);
    else this.#contact(true);
  }

  #connect({ asks }: { readonly asks: boolean }): void {
    const planned = this.#planned;
    const isWanted = planned !== undefined && !this.#isParted && !this.#isRefused;
    if (!isWanted || this.#attempts.current !== undefined) return;
    if (typeof RTCPeerConnection !== 'function') {
      // Taken away by the browser's owner. Messages still have the way through the service.
      this.#tell('state', { userId: this.userId, state: 'failed', relayed: false });
      return;
    }
    this.#turns.cancel();
    this.#attempts.begin(planned);
    if (asks && !planned.initiates) this.#contact(true);
  }

  #contact(wanted: boolean): void {
    this.#hasAsked = wanted;
    this.#line.send({ kind: 'contact', wanted, attempt: this.#attempts.number });
  }

  #takeDown(): void {
    this.#forgetFormer();
    this.#attempts.end();
  }

  #forgetFormer(): void {
    this.#turns.cancel();
    // What belongs to a former attempt means nothing any more.
    this.#line.giveUp(({ kind }) => kind === 'contact');
  }
}
