import { RESUME_GRACE_MS } from '../../src/protocol/index.js';
import type { SignalDelivery } from '../../src/protocol/index.js';
import type { Limits } from './limits.js';
import { sizeOf } from './signal-size.js';

interface Kept {
  readonly delivery: SignalDelivery;
  readonly bytes: number;
}

interface Held {
  readonly queue: Kept[];
  readonly timer: NodeJS.Timeout;
  bytes: number;
}

/**
 * Signals for members whose sockets are away, in their order, as long as a membership waits. When it is too much, whoever
 * takes most of the room loses first: the oldest of the sender with the most, and of members the one with the most. So
 * nobody can push out what others have sent.
 */
export class HeldSignals {
  readonly #limits: Limits['held'];
  readonly #held = new Map<string, Held>();
  #bytes = 0;

  constructor(limits: Limits['held']) {
    this.#limits = limits;
  }

  has(userId: string): boolean {
    return this.#held.has(userId);
  }

  keep(userId: string, delivery: SignalDelivery): void {
    const { signals, bytesPerMember, bytes: bytesOfAll } = this.#limits;
    const held = this.#held.get(userId) ?? this.#hold(userId);
    const bytes = sizeOf(delivery.signal);
    held.queue.push({ delivery, bytes });
    this.#count(held, bytes);
    while (held.queue.length > signals || held.bytes > bytesPerMember) this.#forgetOne(held);
    while (this.#bytes > bytesOfAll) this.drop(this.#largest());
  }

  /** The next ones for `userId`, at most `maxBytes` of them but at least one; none when there are no more. */
  take(userId: string, maxBytes: number): readonly SignalDelivery[] {
    const held = this.#held.get(userId);
    if (held === undefined) return [];
    let end = 1;
    for (let sum = held.queue[0]?.bytes ?? 0; end < held.queue.length; end += 1) {
      sum += held.queue[end]?.bytes ?? 0;
      if (sum > maxBytes) break;
    }
    const taken = held.queue.splice(0, end);
    for (const { bytes } of taken) this.#count(held, -bytes);
    if (held.queue.length === 0) this.drop(userId);
    return taken.map(({ delivery }) => delivery);
  }

  drop(userId: string): void {
    const held = this.#held.get(userId);
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#bytes -= held.bytes;
    this.#held.delete(userId);
  }

  #hold(userId: string): Held {
    const timer = setTimeout(() => this.drop(userId), RESUME_GRACE_MS).unref();
    const held: Held = { queue: [], timer, bytes: 0 };
    this.#held.set(userId, held);
    return held;
  }

  #count(held: Held, bytes: number): void {
    held.bytes += bytes;
    this.#bytes += bytes;
  }

  #forgetOne(held: Held): void {
    const bySender = new Map<string, number>();
    for (const { delivery, bytes } of held.queue) {
      bySender.set(delivery.from, (bySender.get(delivery.from) ?? 0) + bytes);
    }
    const [greediest] = most(bySender);
    const [forgotten] = held.queue.splice(
      held.queue.findIndex(({ delivery }) => delivery.from === greediest),
      1,
    );
    this.#count(held, -(forgotten?.bytes ?? 0));
  }

  #largest(): string {
    const [userId] = most(new Map([...this.#held].map(([userId, { bytes }]) => [userId, bytes])));
    return userId;
  }
}

/** Of none, nobody with nothing. */
function most(bytes: ReadonlyMap<string, number>): readonly [string, number] {
  return [...bytes].reduce<readonly [string, number]>((best, one) => (one[1] > best[1] ? one : best), ['', 0]);
}
