import { MAX_PARTICIPANTS, type PeerSignal } from '../protocol/index.js';

/** A description and its candidates. */
const MAX_SIGNALS = 64;

/**
 * Signals that overtook what they need: the news of who sent them, or that the two are connected. Nobody has confirmed them,
 * so those for which there is no room come again.
 */
export class EarlySignals {
  readonly #held = new Map<string, PeerSignal[]>();

  hold(userId: string, signal: PeerSignal): void {
    const held = this.#held.get(userId) ?? [];
    if (held.length >= MAX_SIGNALS || (held.length === 0 && this.#held.size >= MAX_PARTICIPANTS)) return;
    this.#held.set(userId, [...held, signal]);
  }

  /** All of this person, in the order they came; they are not held any more. */
  take(userId: string): readonly PeerSignal[] {
    const held = this.#held.get(userId) ?? [];
    this.#held.delete(userId);
    return held;
  }
}
