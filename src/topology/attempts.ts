import { delay } from '../base/abortable.js';
import { NONE_HELD } from '../peer/publications.js';
import type { ConnectionSignal } from '../protocol/index.js';
import { Attempt, type ConnectionTerms, type Tell } from './attempt.js';
import { Rebuilds } from './rebuilds.js';
import { Standing } from './standing.js';
import { hasRelay } from './topology.js';

/** Somebody who leaves closes its channels a moment before the room tells that it has left. */
const LEAVING_MS = 1_000;

export interface AttemptsOptions {
  readonly userId: string;
  readonly terms: ConnectionTerms;
  readonly tell: Tell;
  readonly send: (signal: ConnectionSignal) => void;
  /** Asks the other side for another one, which only that side may make. */
  readonly ask: () => void;
  /** What was under way for the one so far means nothing any more. */
  readonly replaced: () => void;
  /** A channel of the one so far has closed, and nobody has left. */
  readonly broken: () => void;
  /** Whether the other side cannot answer now. */
  readonly isAway: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * The tries at a connection with one person, of which the newest counts: how it stands over all of them, and that one which
 * failed is made anew until it works.
 */
export class Attempts {
  /** Of the newest; both sides know the same number, or are about to. */
  number = 0;
  readonly #options: AttemptsOptions;
  readonly #standing = new Standing();
  readonly #rebuilds: Rebuilds;
  #current: Attempt | undefined;

  constructor(options: AttemptsOptions) {
    this.#options = options;
    this.#rebuilds = new Rebuilds(() => void this.#rebuild(), options.signal);
  }

  get current(): Attempt | undefined {
    return this.#current;
  }

  /** Begins, where there is none. */
  begin({ initiates }: { readonly initiates: boolean }): void {
    if (initiates) this.number += 1;
    this.#open(initiates, this.number, this.#options.terms.configuration());
  }

  /** This side, which makes the first offers, makes another one. */
  redial(connection: Attempt, configuration = this.#options.terms.configuration()): void {
    if (this.#current !== connection || this.#options.signal.aborted) return;
    this.number += 1;
    this.replace(connection, this.number, configuration);
  }

  replace(connection: Attempt, number: number, configuration = this.#options.terms.configuration()): Attempt {
    // The other side gave up a moment before this one would have, which must not wait once more from the start to be told.
    if (connection.isOverdue && this.#standing.state === 'connecting') this.#standing.fail();
    connection.end();
    this.#options.replaced();
    return this.#open(connection.initiates, number, configuration);
  }

  /** None is wanted any more. */
  end(): void {
    const { userId, tell } = this.#options;
    const connection = this.#current;
    this.#rebuilds.end();
    if (connection === undefined) return;
    this.#current = undefined;
    connection.end();
    tell('publications', { userId, publications: [] });
    tell('held', { userId, held: NONE_HELD });
    this.#tellState();
  }

  /** Tries that had to wait go now. */
  heal(): void {
    const peer = this.#current?.peer;
    if (this.#rebuilds.isDue) this.#rebuilds.plan('now');
    else if (peer?.state === 'disconnected') peer.restart();
  }

  /** The page's network is another one, or is back. */
  networkChanged(): void {
    if (this.#rebuilds.isDue) this.#rebuilds.plan('now');
    else this.#current?.peer.networkChanged();
  }

  #open(initiates: boolean, number: number, configuration: RTCConfiguration): Attempt {
    const { userId, terms, tell, signal } = this.#options;
    const connection = new Attempt({ userId, initiates, number, configuration, signal }, terms, tell);
    this.#current = connection;
    this.#follow(connection);
    connection.peer.start();
    tell('link', { link: connection.link });
    this.#tellState();
    return connection;
  }

  #follow(connection: Attempt): void {
    const { peer } = connection;
    const until = { signal: peer.signal };
    peer.on('signal', (outgoing) => this.#options.send({ ...outgoing, attempt: connection.number }), until);
    peer.on('state', () => this.#followState(connection), until);
    peer.on('hopeless', () => this.#despair(connection), until);
    peer.on('broken', () => void this.#mend(connection), until);
    peer.on(
      'route',
      ({ relayed }) => {
        connection.relayed = relayed;
        this.#tellState();
      },
      until,
    );
  }

  #followState({ peer }: Attempt): void {
    if (peer.state === 'connected') this.#rebuilds.end();
    this.#tellState();
  }

  /** The connection is past help: another one is made. */
  #despair({ begun }: Attempt): void {
    // Somebody whose offer never came, or who is away, cannot have been expected to answer.
    const isExpected = begun && !this.#options.isAway();
    if (isExpected && (this.#rebuilds.count > 0 || this.#standing.state === 'connecting')) this.#standing.fail();
    this.#tellState();
    this.#rebuilds.plan('in-turn');
  }

  /** A channel that has closed does not open again: the connection is made anew. */
  async #mend(connection: Attempt): Promise<void> {
    // Its channels close together.
    if (connection.isBroken) return;
    connection.isBroken = true;
    try {
      await delay(LEAVING_MS, connection.peer.signal);
    } catch {
      // It has ended meanwhile, or been replaced.
      return;
    }
    this.#options.broken();
  }

  /** Who may make the first offer does; the other side asks for it, and again if nothing comes of that. */
  async #rebuild(): Promise<void> {
    const { terms, ask, isAway } = this.#options;
    const connection = this.#current;
    // Its return begins anew.
    if (connection === undefined || isAway()) return;
    this.#rebuilds.begin();
    if (!connection.initiates) {
      ask();
      this.#rebuilds.plan('in-turn');
      return;
    }
    const { renew, configuration } = terms;
    const renewed = renew === undefined ? configuration() : await renew();
    // The way round first, since the direct one has just failed; and the other way about the next time.
    const isRelayed = this.#rebuilds.count % 2 === 1 && hasRelay(renewed);
    this.redial(connection, isRelayed ? { ...renewed, iceTransportPolicy: 'relay' } : renewed);
  }

  #tellState(): void {
    const { userId, tell } = this.#options;
    const before = this.#standing.state;
    if (!this.#standing.follow(this.#current?.peer.state, this.#current?.relayed ?? false)) return;
    const { state, relayed } = this.#standing;
    if (state !== before) tell('happened', { type: 'state', userId, state });
    tell('state', { userId, state, relayed });
  }
}
