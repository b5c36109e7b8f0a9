import { delay } from '../base/abortable.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import type { PeerState } from './publications.js';

/** How often a failed connection is tried again before it is called failed. */
const MAX_ICE_RESTARTS = 3;

/**
 * An attempt that takes this long counts as failed. A browser says so itself when no path works, but one whose candidates
 * got lost on their way (mDNS names that nobody answered for) stays `connecting` for ever.
 */
const CONNECT_TIMEOUT_MS = 15_000;

interface ConnectionProgressEvents {
  state: PeerState;
}

/** How far one connection is; tries again what failed, by restarting ICE. */
export class ConnectionProgress extends TypedEventTarget<ConnectionProgressEvents> {
  readonly #connection: RTCPeerConnection;
  readonly #signal: AbortSignal;
  #state: PeerState = 'connecting';
  #iceRestarts = 0;
  /** Ends with the current attempt to connect. */
  #attempt = new AbortController();

  constructor(connection: RTCPeerConnection, signal: AbortSignal) {
    super();
    this.#connection = connection;
    this.#signal = signal;
    connection.addEventListener('connectionstatechange', () => this.#follow(), { signal });
    this.#expectConnection();
  }

  get state(): PeerState {
    return this.#state;
  }

  /** As if nothing had been tried yet. */
  restart(): void {
    this.#attempt.abort();
    this.#iceRestarts = 0;
    this.#connection.restartIce();
    this.#expectConnection();
  }

  #follow(): void {
    const { connectionState } = this.#connection;
    switch (connectionState) {
      case 'new':
      case 'connecting':
        return;
      case 'failed':
        this.#tryAgain();
        return;
      case 'connected':
        this.#attempt.abort();
        this.#iceRestarts = 0;
        this.#become('connected');
        return;
      case 'disconnected':
      case 'closed':
        this.#become(connectionState);
        return;
      default:
        connectionState satisfies never;
    }
  }

  #tryAgain(): void {
    this.#attempt.abort();
    if (this.#iceRestarts === MAX_ICE_RESTARTS) {
      this.#become('failed');
      return;
    }
    this.#iceRestarts += 1;
    this.#connection.restartIce();
    this.#become('disconnected');
    this.#expectConnection();
  }

  #expectConnection(): void {
    this.#attempt = new AbortController();
    const ended = AbortSignal.any([this.#attempt.signal, this.#signal]);
    // Rejects when the attempt came to its end by itself, or we left.
    delay(CONNECT_TIMEOUT_MS, ended).then(
      () => this.#tryAgain(),
      () => undefined,
    );
  }

  #become(state: PeerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit('state', state);
  }
}
