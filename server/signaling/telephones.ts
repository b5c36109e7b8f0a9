import type { CallEnded } from '../../src/protocol/index.js';
import type { CallOver, RingAnswer } from './nodes.js';
import type { Visitor } from './visitor.js';

/** How long somebody who is in an answered call may take to enter its room, and counts as in a call all the same. */
const ENTERING_MS = 30_000;

/** In a call that rings, or in one that was answered. */
type Engagement =
  | { readonly kind: 'ringing'; readonly callId: string }
  | { readonly kind: 'talking'; readonly room: string; readonly until: number };

/** What the pages of this node are reachable under, what rings at them, and who is in a call. */
export class Telephones {
  readonly #byName = new Map<string, Set<Visitor>>();
  readonly #nameOf = new Map<Visitor, string>();
  readonly #engaged = new Map<Visitor, Engagement>();
  /** By call, then by socket. */
  readonly #ringing = new Map<string, Map<string, Visitor>>();

  /** null: no longer. One socket has one name. */
  setName(visitor: Visitor, name: string | null): void {
    const former = this.#nameOf.get(visitor);
    if (former !== undefined) {
      const reachable = this.#byName.get(former);
      reachable?.delete(visitor);
      if (reachable?.size === 0) this.#byName.delete(former);
      this.#nameOf.delete(visitor);
    }
    if (name === null) return;
    this.#nameOf.set(visitor, name);
    this.#byName.set(name, (this.#byName.get(name) ?? new Set()).add(visitor));
  }

  nameOf(visitor: Visitor): string | null {
    return this.#nameOf.get(visitor) ?? null;
  }

  isBusy(visitor: Visitor): boolean {
    const engagement = this.#engaged.get(visitor);
    if (engagement === undefined) return false;
    if (engagement.kind === 'ringing') return true;
    const isThere = visitor.memberships.some(({ room }) => room === engagement.room);
    if (isThere || performance.now() < engagement.until) return true;
    this.#engaged.delete(visitor);
    return false;
  }

  isRinging(visitor: Visitor, callId: string): boolean {
    return this.#ringing.get(callId)?.has(visitor.socket.id) ?? false;
  }

  /** What rings at this page. */
  ringingAt(visitor: Visitor): readonly string[] {
    return [...this.#ringing].filter(([, at]) => at.has(visitor.socket.id)).map(([callId]) => callId);
  }

  dials(visitor: Visitor, callId: string): void {
    this.#engaged.set(visitor, { kind: 'ringing', callId });
  }

  talks(visitor: Visitor, room: string): void {
    this.#engaged.set(visitor, { kind: 'talking', room, until: performance.now() + ENTERING_MS });
  }

  /** Neither rings nor dials any more; who talks goes on. */
  isFree(visitor: Visitor, callId: string): void {
    const engagement = this.#engaged.get(visitor);
    if (engagement?.kind === 'ringing' && engagement.callId === callId) this.#engaged.delete(visitor);
  }

  /** Rings everybody here who is reachable under the name and not in a call, but for the caller. */
  ring(
    { callId, name, from, displayName }: { callId: string; name: string; from: string | null; displayName: string },
    caller?: Visitor,
  ): RingAnswer {
    const reachable = [...(this.#byName.get(name) ?? [])].filter((visitor) => visitor !== caller);
    const free = reachable.filter((visitor) => !this.isBusy(visitor));
    if (free.length > 0) this.#ringing.set(callId, new Map(free.map((visitor) => [visitor.socket.id, visitor])));
    for (const visitor of free) {
      this.#engaged.set(visitor, { kind: 'ringing', callId });
      visitor.socket.emit('call:rang', { callId, from, displayName });
    }
    const rung = free.map(({ socket, visitorId }) => ({ socketId: socket.id, visitorId }));
    return { rung, busy: reachable.length - free.length };
  }

  /** Stops ringing, and tells each page why. */
  over({ callId, only, outcome, answeredBy, room }: CallOver): void {
    const at = this.#ringing.get(callId);
    for (const [socketId, visitor] of at ?? []) {
      if (only !== null && !only.includes(socketId)) continue;
      this.hangUp(visitor, callId);
      const mine = socketId === answeredBy;
      if (mine && room !== null) this.talks(visitor, room);
      const told: CallEnded['outcome'] = outcome === 'answered' && !mine ? 'elsewhere' : outcome;
      visitor.socket.emit('call:ended', { callId, outcome: told, room: mine ? room : null });
    }
  }

  /** Stops ringing at one page, without a word. */
  hangUp(visitor: Visitor, callId: string): void {
    this.isFree(visitor, callId);
    const at = this.#ringing.get(callId);
    at?.delete(visitor.socket.id);
    if (at?.size === 0) this.#ringing.delete(callId);
  }

  /** For a socket that is gone. */
  remove(visitor: Visitor): void {
    this.setName(visitor, null);
    this.#engaged.delete(visitor);
    for (const callId of this.ringingAt(visitor)) this.hangUp(visitor, callId);
  }
}
