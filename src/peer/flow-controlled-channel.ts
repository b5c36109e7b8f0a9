import { abortable } from '../base/abortable.js';
import { SerialQueue } from '../base/serial-queue.js';
import { RtcError, utf8Bytes } from '../protocol/index.js';

/**
 * Bytes in the browser's send buffer above which the next message waits. Four of the largest messages: enough that
 * the wire never runs dry while a task is late, far below the 16 MiB at which Chromium's `send` fails, and all that
 * is lost when a transfer is cancelled.
 */
export const HIGH_WATER_BYTES = 1_048_576;

/**
 * Bytes at which sending goes on. Not zero: at 30 MB/s, the most two pages on one machine reach, a quarter of a
 * mebibyte bridges the 8 ms until our listener has run and the next message is there.
 */
export const LOW_WATER_BYTES = 262_144;

/** The part of an `RTCDataChannel` that sending needs. */
export interface SendingChannel extends EventTarget {
  readonly readyState: RTCDataChannelState;
  /** Bytes. */
  readonly bufferedAmount: number;
  /** Bytes. */
  bufferedAmountLowThreshold: number;
  send(message: string): void;
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- an RTCDataChannel has overloads and does not satisfy their union
  send(message: ArrayBufferView<ArrayBuffer>): void;
}

export interface FlowControlOptions {
  /** Ends the channel's use. Needed beside `close`: a connection closed on this side tells its channels nothing. */
  readonly signal: AbortSignal;
  /** Bytes one message may have, `sctp.maxMessageSize`; asked when the channel is open, because only then it is known. */
  readonly maxMessageSize: () => number;
  readonly highWaterBytes?: number;
  readonly lowWaterBytes?: number;
}

/** Sends over a data channel one message after another, as fast as the channel takes them and not faster. */
export class FlowControlledChannel {
  readonly #channel: SendingChannel;
  readonly #maxMessageSize: () => number;
  #highWaterBytes: number;
  readonly #queue = new SerialQueue();
  /** Aborted with `data/closed`; every wait below ends with it. */
  readonly #closed = new AbortController();

  constructor(channel: SendingChannel, options: FlowControlOptions) {
    this.#channel = channel;
    this.#maxMessageSize = options.maxMessageSize;
    this.#highWaterBytes = options.highWaterBytes ?? HIGH_WATER_BYTES;
    channel.bufferedAmountLowThreshold = options.lowWaterBytes ?? LOW_WATER_BYTES;
    const { signal } = options;
    if (signal.aborted) this.#close(signal.reason);
    else this.#watch(signal);
  }

  /**
   * Resolves once the channel has taken `message` and is ready for the next; messages go in the order of the calls.
   * Waits for the channel to open. Rejects with `data/closed` or `data/too-large`; one refused message does not stop
   * the following ones.
   */
  send(message: string | Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#queue.run(() => this.#sendNow(message));
  }

  /**
   * From how many waiting bytes on the next message waits; it goes on at a quarter of them. For who knows how fast they
   * leave, since what waits is late.
   */
  pace(highWaterBytes: number): void {
    this.#highWaterBytes = highWaterBytes;
    this.#channel.bufferedAmountLowThreshold = highWaterBytes >> 2;
  }

  async #sendNow(message: string | Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#channel.readyState === 'connecting') await this.#next('open');
    this.#throwIfClosed();
    const sizeBytes = typeof message === 'string' ? utf8Bytes(message) : message.byteLength;
    const limitBytes = this.#maxMessageSize();
    if (sizeBytes > limitBytes) {
      throw new RtcError('data/too-large', `A message of ${sizeBytes} bytes; this connection takes ${limitBytes}.`);
    }
    this.#hand(message);
    if (this.#channel.bufferedAmount >= this.#highWaterBytes) await this.#next('bufferedamountlow');
  }

  #hand(message: string | Uint8Array<ArrayBuffer>): void {
    try {
      if (typeof message === 'string') this.#channel.send(message);
      else this.#channel.send(message);
    } catch (cause) {
      if (cause instanceof TypeError) {
        throw new RtcError('data/too-large', 'The message is larger than the channel takes.', { cause });
      }
      throw new RtcError('data/closed', 'The channel did not take the message.', { cause });
    }
  }

  #throwIfClosed(): void {
    const { readyState } = this.#channel;
    // A connection closed on this side sets the state without an event.
    if (readyState === 'closing' || readyState === 'closed') this.#close(undefined);
    this.#closed.signal.throwIfAborted();
  }

  #next(type: 'open' | 'bufferedamountlow'): Promise<void> {
    const { signal } = this.#closed;
    const happened = new Promise<void>((resolve) => {
      this.#channel.addEventListener(type, () => resolve(), { once: true, signal });
    });
    return abortable(happened, signal);
  }

  #watch(signal: AbortSignal): void {
    const until = { once: true, signal: this.#closed.signal } as const;
    let cause: unknown;
    // `close` follows `error` and does not repeat what was wrong.
    this.#channel.addEventListener('error', (event) => (cause = (event as Partial<RTCErrorEvent>).error), until);
    this.#channel.addEventListener('closing', () => this.#close(cause), until);
    this.#channel.addEventListener('close', () => this.#close(cause), until);
    signal.addEventListener('abort', () => this.#close(signal.reason), until);
  }

  #close(cause: unknown): void {
    this.#closed.abort(new RtcError('data/closed', 'The channel to this person is closed.', { cause }));
  }
}
