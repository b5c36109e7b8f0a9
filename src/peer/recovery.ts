import { delay } from '../base/abortable.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import { RtcError } from '../protocol/index.js';
import { Arrivals } from './arrivals.js';
import { NetworkHints } from './network-hints.js';
import type { PeerState } from './publications.js';
import { nextStep } from './recovery-steps.js';

/** Why ICE is restarted. `network`: the page's own network changed; `asked`: by a method or after an outage of the service. */
export type RestartReason = 'disconnected' | 'failed' | 'silent' | 'network' | 'asked';

/**
 * A first connection that takes this long does not come. A browser says so itself when no path works, but one whose
 * candidates name what nobody answers for (mDNS) stays `connecting` for ever.
 */
const CONNECT_TIMEOUT_MS = 15_000;

/** What `disconnected` has to heal by itself: a burst of loss does. The side that gives way when offers cross waits longer. */
const PATIENCE_MS = 1_000;
const POLITE_PATIENCE_MS = 1_700;

/** How often it is looked whether something arrived, where something should; twice nothing is three seconds of nothing. */
const LOOK_INTERVAL_MS = 1_000;
const SILENT_LOOKS = 2;

export interface RecoveryOptions {
  readonly connection: RTCPeerConnection;
  /** Whether it is the other side's turn to act first when both notice the same. */
  readonly polite: boolean;
  /** Whether the other side sends something that must arrive all the time. */
  readonly expectsMedia: () => boolean;
  /** What the connection shall be configured with from now on; never rejects. */
  readonly renew: (() => Promise<RTCConfiguration>) | undefined;
  readonly signal: AbortSignal;
}

interface RecoveryEvents {
  state: PeerState;
  restarting: RestartReason;
  /** Restarts of ICE do not help, or there never was a connection. Told once until it connects after all. */
  hopeless: null;
  /** The new configuration is one the browser refuses for this connection, which goes on with the one it has. */
  error: RtcError;
}

/**
 * How far one connection is, and what is done when it fails: ICE is restarted after a second of `disconnected`, at once on
 * `failed`, when the network changes, and when nothing arrives although something should. It is never closed from here.
 */
export class Recovery extends TypedEventTarget<RecoveryEvents> {
  readonly #options: RecoveryOptions;
  readonly #arrivals: Arrivals;
  #state: PeerState = 'connecting';
  #wasConnected = false;
  /** While the connection is in trouble; aborted when it is well again. */
  #trouble: AbortController | undefined;
  /** Ends the wait for the first connection, or for `disconnected` to heal. */
  #wait = new AbortController();
  #silentLooks = 0;
  readonly #hints: NetworkHints;

  constructor(options: RecoveryOptions) {
    super();
    this.#options = options;
    const { connection, signal } = options;
    this.#arrivals = new Arrivals(connection);
    this.#hints = new NetworkHints({ connection, restart: () => this.#restart('network'), signal });
    connection.addEventListener('connectionstatechange', () => this.#follow(), { signal });
    this.#after(CONNECT_TIMEOUT_MS, this.#wait, () => this.#suffer('failed'));
    const looks = setInterval(() => void this.#look(), LOOK_INTERVAL_MS);
    signal.addEventListener('abort', () => clearInterval(looks), { once: true });
  }

  get state(): PeerState {
    return this.#state;
  }

  /** Looks for ways between the two once more, as if nothing had been tried yet. */
  restart(): void {
    this.#hints.cease();
    this.#restart('asked');
  }

  /** The page's network changed: what worked may still seem to. */
  networkChanged(): void {
    this.#hints.changed();
  }

  #restart(reason: RestartReason): void {
    if (this.#trouble === undefined) {
      void this.#restartIce(reason);
      return;
    }
    this.#trouble.abort();
    this.#trouble = undefined;
    this.#suffer(reason);
  }

  #follow(): void {
    const { connection, polite } = this.#options;
    const { connectionState } = connection;
    switch (connectionState) {
      case 'new':
      case 'connecting':
        return;
      case 'connected':
        this.#recover();
        return;
      case 'disconnected':
        this.#become('disconnected');
        this.#wait.abort();
        this.#wait = new AbortController();
        this.#after(polite ? POLITE_PATIENCE_MS : PATIENCE_MS, this.#wait, () => this.#suffer('disconnected'));
        return;
      case 'failed':
        this.#suffer('failed');
        return;
      case 'closed':
        this.#become('closed');
        return;
      default:
        connectionState satisfies never;
    }
  }

  #recover(): void {
    this.#wasConnected = true;
    this.#wait.abort();
    this.#trouble?.abort();
    this.#trouble = undefined;
    this.#silentLooks = 0;
    this.#become('connected');
  }

  /** One thing after another, until the connection is well again or nothing is left to do. */
  #suffer(reason: RestartReason): void {
    if (this.#trouble !== undefined) return;
    const trouble = new AbortController();
    this.#trouble = trouble;
    this.#wait.abort();
    if (this.#wasConnected) this.#become('disconnected');
    this.#repair(reason, AbortSignal.any([trouble.signal, this.#options.signal])).catch(() => {
      // Only the end of the trouble, or of the connection, rejects.
    });
  }

  async #repair(reason: RestartReason, signal: AbortSignal): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const step = nextStep(tries, this.#wasConnected);
      if (step.do === 'give-up') {
        this.emit('hopeless', null);
        return;
      }
      await this.#restartIce(reason);
      await delay(step.waitMs, signal);
    }
  }

  async #restartIce(reason: RestartReason): Promise<void> {
    const { connection, renew, signal } = this.#options;
    const configuration = await renew?.();
    if (signal.aborted) return;
    if (configuration !== undefined) this.#configure(configuration);
    this.emit('restarting', reason);
    connection.restartIce();
  }

  /** What a page's hook says may be what no connection takes once it is made: another bundle policy, other certificates. */
  #configure(configuration: RTCConfiguration): void {
    try {
      this.#options.connection.setConfiguration(configuration);
    } catch (cause) {
      const hint = 'Let hooks.configuration change ICE servers and the transport policy only.';
      const message = 'The browser refused another configuration of a connection.';
      this.emit('error', new RtcError('attribute/invalid', message, { hint, severity: 'info', cause }));
    }
  }

  async #look(): Promise<void> {
    const { connection, expectsMedia, signal } = this.#options;
    if (!this.#wasConnected || connection.connectionState !== 'connected') return;
    const isAlive = !expectsMedia() || (await this.#arrivals.since());
    if (signal.aborted) return;
    this.#silentLooks = isAlive ? 0 : this.#silentLooks + 1;
    if (isAlive && this.#state === 'disconnected') this.#recover();
    if (this.#silentLooks >= SILENT_LOOKS) this.#suffer('silent');
  }

  #after(milliseconds: number, until: AbortController, task: () => void): void {
    // Rejects when it is not waited for any more.
    delay(milliseconds, AbortSignal.any([until.signal, this.#options.signal])).then(task, () => undefined);
  }

  #become(state: PeerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit('state', state);
  }
}
