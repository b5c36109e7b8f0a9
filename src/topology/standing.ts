import type { PeerState } from '../peer/publications.js';

/** How the connection with a person stands, as it is told: over all attempts, where each knows itself alone. */
export class Standing {
  #state: PeerState = 'closed';
  #relayed = false;
  #hasFailed = false;

  get state(): PeerState {
    return this.#state;
  }

  get relayed(): boolean {
    return this.#relayed;
  }

  /** What has been tried did not help; more is tried, but whoever waits should know. Holds until it connects. */
  fail(): void {
    this.#hasFailed = true;
  }

  /** Takes what the newest attempt says of itself (none: `undefined`). Returns whether there is anything to tell. */
  follow(attempt: PeerState | undefined, relayed: boolean): boolean {
    if (attempt === 'connected' || attempt === undefined) this.#hasFailed = false;
    const state = this.#over(attempt);
    // How it was is all that is known of it until it is connected again.
    const isRelayed = attempt === 'connected' ? relayed : this.#relayed && attempt !== undefined;
    if (state === this.#state && isRelayed === this.#relayed) return false;
    this.#state = state;
    this.#relayed = isRelayed;
    return true;
  }

  #over(attempt: PeerState | undefined): PeerState {
    if (this.#hasFailed) return 'failed';
    // Made anew after one that worked, it is still the same call, interrupted.
    const isAgain = this.#state !== 'closed' && this.#state !== 'connecting';
    return attempt === 'connecting' && isAgain ? 'disconnected' : (attempt ?? 'closed');
  }
}
