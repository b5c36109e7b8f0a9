import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RoomRecord } from '../rooms/room-record.js';

/** What a page shows: when the ticket ends (whole seconds since 1970, in one spelling only) and our signature, base64url. */
const TICKET = /^([1-9]\d{9,11})\.([A-Za-z0-9_-]{43})$/;

/** What a ticket is for: a room as it is open now, with the password it has now. */
type Door = Pick<RoomRecord, 'name' | 'epoch' | 'password'>;

/**
 * Invitations to rooms. Nothing is kept of them: who has one knows when it ends and nothing else, and what it was made for
 * is read from the room it is shown to. So it is void once the room has closed, whoever opens it again, and once its
 * password is another.
 *
 * Several nodes go by their own clocks: where these differ by a second, a ticket ends a second earlier or later.
 */
export class Tickets {
  readonly #secret: Uint8Array;
  readonly #now: () => number;

  /** `secret`: of the installation, for tickets alone, so that nothing else it signs is one. `now`: ms since 1970. */
  constructor(secret: Uint8Array, now: () => number = Date.now) {
    this.#secret = secret;
    this.#now = now;
  }

  issue(door: Door, lifetimeSeconds: number): string {
    const endsAt = Math.ceil(this.#now() / 1_000) + lifetimeSeconds;
    return `${endsAt}.${this.#sign(door, endsAt)}`;
  }

  /** Whether `shown` is a ticket for this room as it is now. */
  admits(shown: string, door: Door): boolean {
    const [, end, signature] = TICKET.exec(shown) ?? [];
    if (end === undefined || signature === undefined) return false;
    // As text: the last of 43 characters has two bits to spare, and a ticket has one spelling.
    const isOurs = timingSafeEqual(Buffer.from(signature), Buffer.from(this.#sign(door, Number(end))));
    return isOurs && this.#now() < Number(end) * 1_000;
  }

  #sign({ name, epoch, password }: Door, endsAt: number): string {
    const what = JSON.stringify([name, epoch, password?.hash ?? null, endsAt]);
    return createHmac('sha256', this.#secret).update(what).digest('base64url');
  }
}
