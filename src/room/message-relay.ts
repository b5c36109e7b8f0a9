import { delay } from '../base/abortable.js';
import type { MessageLane } from '../protocol/index.js';

/** The service takes 30 frames a second of one socket, and 120 at once; a page keeps below that by itself. */
const INTERVAL_MS = 40;
const BURST_MS = 100 * INTERVAL_MS;
/** A service that cannot be reached, or is busy with us, is asked again after this long. */
const RETRY_MS = 500;

export interface MessageRelayOptions {
  /** Resolves when the service has passed it on; rejects with its refusal, or without a line to it. */
  readonly ask: (request: { to: string; lane: MessageLane; frame: string }) => Promise<void>;
  /** Ends with the membership. */
  readonly signal: AbortSignal;
}

/** Passes frames of messages on through the service, as fast as it allows. In order per person and lane. */
export class MessageRelay {
  readonly #options: MessageRelayOptions;
  /** When the next frame would be due if they came evenly. */
  #dueAt = 0;

  constructor(options: MessageRelayOptions) {
    this.#options = options;
  }

  /** Resolves when it is passed on, however often that takes. Rejects when the membership is over. */
  async pass(to: string, lane: MessageLane, frame: Uint8Array<ArrayBuffer>): Promise<void> {
    const { ask, signal } = this.#options;
    const request = { to, lane, frame: base64(frame) };
    for (;;) {
      await this.#turn(signal);
      try {
        await ask(request);
        return;
      } catch {
        // The line is down, the service busy, or the receiver away: whoever waits for the message has a limit of its own.
        await delay(RETRY_MS, signal);
      }
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    this.#dueAt = Math.max(this.#dueAt, now - BURST_MS) + INTERVAL_MS;
    if (this.#dueAt > now) await delay(this.#dueAt - now, signal);
    else signal.throwIfAborted();
  }
}

/** The bytes of a relayed frame, or undefined for what is no base64. */
export function relayedFrame(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    // Not made by a page of ours.
    return undefined;
  }
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.byteLength; at += 8_192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return btoa(binary);
}
