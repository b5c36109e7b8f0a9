import type { HeardSignal, NegotiationSignal, PeerSignal } from '../protocol/index.js';

/**
 * How long a signal may be unconfirmed before it is sent again, for the first time; then twice as long, up to the last.
 * The first is several round trips by way of the service; what is sent twice for nothing does no harm.
 */
const FIRST_RETRY_MS = 700;
const LAST_RETRY_MS = 8_000;

/**
 * What is older than this and unconfirmed when the other side is heard of is taken to be lost: whoever comes back from an
 * interruption is heard of first.
 */
const OVERDUE_MS = 250;

/** How long a confirmation waits for a signal to travel with. Candidates come in swarms: one word confirms them all. */
const CONFIRM_WITHIN_MS = 30;

/** Signals that overtook a missing one; more are dropped, and come again. */
const MAX_OVERTAKING = 256;

/** More than several attempts make. Whoever confirms none of it does not listen. */
const MAX_UNCONFIRMED = 512;

export interface SignalLineOptions {
  /** Resolves when the service has taken it, or will not; never rejects. */
  readonly send: (signal: PeerSignal) => Promise<void>;
  /** Takes what the other side sent: everything once, in its order. */
  readonly take: (signal: NegotiationSignal) => void;
  readonly signal: AbortSignal;
}

/**
 * The signals between this visitor and one person, over a way that may lose, repeat and reorder them: numbered, confirmed by
 * the receiving page and not by the service alone, sent again until they are, and taken in their order, each once.
 */
export class SignalLine {
  readonly #options: SignalLineOptions;
  /** Not confirmed yet, by number, lowest first. */
  readonly #unconfirmed = new Map<number, NegotiationSignal>();
  #lastSent = 0;
  /** On their way to the service, which keeps them in order; they need no second copy. */
  readonly #leaving = new Set<number>();
  /** Of the other side's: all up to here were taken. */
  #lastTaken = 0;
  readonly #overtaking = new Map<number, NegotiationSignal>();
  #retryMs = FIRST_RETRY_MS;
  #passedAt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #confirm: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SignalLineOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  send(signal: NegotiationSignal): void {
    if (this.#options.signal.aborted) return;
    if (this.#unconfirmed.size >= MAX_UNCONFIRMED) this.#unconfirmed.clear();
    this.#lastSent += 1;
    this.#unconfirmed.set(this.#lastSent, signal);
    void this.#pass([this.#lastSent]);
  }

  receive(signal: PeerSignal): void {
    if (signal.kind === 'heard') {
      this.#forgetUpTo(signal.number);
      this.#passOverdue();
      return;
    }
    const { place } = signal;
    if (place === undefined) {
      // Of somebody who numbers nothing, and will not send it again.
      this.#options.take(signal);
      return;
    }
    if (place.heard !== undefined) this.#forgetUpTo(place.heard);
    this.#hold(place.number, signal);
    this.#takeInOrder(place.since);
    this.#confirmSoon();
    this.#passOverdue();
  }

  /** There is a sign that it would arrive now: everything unconfirmed goes again at once. */
  resend(): void {
    this.#retryMs = FIRST_RETRY_MS;
    void this.#pass([...this.#unconfirmed.keys()]);
    // A word, where there is nothing else to say: what the other side has sent meanwhile may be lost.
    if (this.#unconfirmed.size === 0) this.#confirm ??= setTimeout(() => this.#confirmNow(), 0);
  }

  /** Gives up what is not confirmed yet, but for what `keeps` says is still meant. */
  giveUp(keeps: (signal: NegotiationSignal) => boolean): void {
    const kept = [...this.#unconfirmed.values()].filter(keeps);
    this.#unconfirmed.clear();
    // With new numbers, so that none is missing between them.
    for (const signal of kept) this.send(signal);
  }

  #hold(number: number, signal: NegotiationSignal): void {
    if (number <= this.#lastTaken || this.#overtaking.has(number)) return;
    if (this.#overtaking.size < MAX_OVERTAKING) this.#overtaking.set(number, signal);
  }

  #takeInOrder(since: number): void {
    this.#lastTaken = Math.max(this.#lastTaken, since - 1);
    for (const number of this.#overtaking.keys()) if (number <= this.#lastTaken) this.#overtaking.delete(number);
    for (;;) {
      const next = this.#overtaking.get(this.#lastTaken + 1);
      if (next === undefined) return;
      this.#lastTaken += 1;
      this.#overtaking.delete(this.#lastTaken);
      this.#options.take(next);
    }
  }

  #forgetUpTo(number: number): void {
    const before = this.#unconfirmed.size;
    for (const sent of this.#unconfirmed.keys()) if (sent <= number) this.#unconfirmed.delete(sent);
    if (this.#unconfirmed.size === before) return;
    // It listens: whatever is still missing has not been given time yet.
    this.#retryMs = FIRST_RETRY_MS;
    this.#retryLater();
  }

  #passOverdue(): void {
    if (this.#unconfirmed.size === 0 || performance.now() - this.#passedAt < OVERDUE_MS) return;
    void this.#pass([...this.#unconfirmed.keys()]);
  }

  async #pass(numbers: readonly number[]): Promise<void> {
    clearTimeout(this.#retry);
    this.#passedAt = performance.now();
    await Promise.all(numbers.map((number) => this.#passOne(number)));
    this.#retryLater();
  }

  async #passOne(number: number): Promise<void> {
    const signal = this.#unconfirmed.get(number);
    const [since = number] = this.#unconfirmed.keys();
    if (signal === undefined || this.#leaving.has(number)) return;
    const heard = this.#lastTaken === 0 ? {} : { heard: this.#lastTaken };
    this.#confirmed();
    this.#leaving.add(number);
    await this.#options.send({ ...signal, place: { number, since, ...heard } });
    this.#leaving.delete(number);
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    if (this.#unconfirmed.size === 0 || this.#options.signal.aborted) return;
    this.#retry = setTimeout(() => {
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
      void this.#pass([...this.#unconfirmed.keys()]);
    }, this.#retryMs);
  }

  #confirmSoon(): void {
    this.#confirm ??= setTimeout(() => this.#confirmNow(), CONFIRM_WITHIN_MS);
  }

  #confirmNow(): void {
    this.#confirmed();
    const confirmation: HeardSignal = { kind: 'heard', number: this.#lastTaken };
    if (this.#lastTaken > 0) void this.#options.send(confirmation);
  }

  /** A confirmation goes out. */
  #confirmed(): void {
    clearTimeout(this.#confirm);
    this.#confirm = undefined;
  }

  #stop(): void {
    clearTimeout(this.#retry);
    this.#confirmed();
  }
}
