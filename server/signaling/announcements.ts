import type { RoomEvent } from '../../src/protocol/index.js';

/**
 * How long news may wait for more of its kind. Shorter than what a newcomer's offer takes to get there and be answered,
 * and long enough that a class that comes in together is told of in a few messages and not in n² / 2.
 */
export const TOGETHER_MS = 25;

/** Where announcements go: socket.io's channels in the service, arrays in a test. */
export interface AnnouncementOutlet<Listener> {
  /** To everybody who was added to the channel and not removed. */
  broadcast(channel: string, events: readonly RoomEvent[]): void;
  send(listener: Listener, events: readonly RoomEvent[]): void;
  add(channel: string, listener: Listener): void;
  remove(channel: string, listener: Listener): void;
}

/** A channel in which something was told just now. */
interface Busy<Listener> {
  waiting: RoomEvent[];
  /** Who came while something waited, and how much of that it knows already. */
  readonly newcomers: Map<Listener, number>;
  timer: NodeJS.Timeout;
}

/**
 * Tells the members here what happens in their rooms. The first event after a quiet moment goes out at once; of those
 * that follow closely, people who come and go by themselves are told together. Anything else waits for nothing, since
 * whoever did it sees it before the answer, and takes what waits along, so that the order is kept.
 */
export class Announcements<Listener> {
  readonly #outlet: AnnouncementOutlet<Listener>;
  readonly #busy = new Map<string, Busy<Listener>>();

  constructor(outlet: AnnouncementOutlet<Listener>) {
    this.#outlet = outlet;
  }

  /** To all listeners of `channel`, after what was announced before. */
  announce(channel: string, event: RoomEvent): void {
    const busy = this.#busy.get(channel);
    if (busy === undefined) {
      this.#outlet.broadcast(channel, [event]);
      const timer = setTimeout(() => this.#calm(channel), TOGETHER_MS).unref();
      this.#busy.set(channel, { waiting: [], newcomers: new Map(), timer });
      return;
    }
    busy.waiting.push(event);
    if (!canWait(event)) this.#flush(channel, busy);
  }

  /** `listener` knows all that was announced so far, and hears what comes. */
  add(channel: string, listener: Listener): void {
    const busy = this.#busy.get(channel);
    if (busy === undefined || busy.waiting.length === 0) this.#outlet.add(channel, listener);
    else busy.newcomers.set(listener, busy.waiting.length);
  }

  remove(channel: string, listener: Listener): void {
    if (this.#busy.get(channel)?.newcomers.delete(listener) !== true) this.#outlet.remove(channel, listener);
  }

  #calm(channel: string): void {
    const busy = this.#busy.get(channel);
    if (busy === undefined) return;
    if (busy.waiting.length === 0) {
      this.#busy.delete(channel);
      return;
    }
    this.#flush(channel, busy);
    busy.timer = setTimeout(() => this.#calm(channel), TOGETHER_MS).unref();
  }

  #flush(channel: string, busy: Busy<Listener>): void {
    const { waiting } = busy;
    const newcomers = [...busy.newcomers];
    busy.waiting = [];
    busy.newcomers.clear();
    this.#outlet.broadcast(channel, waiting);
    for (const [newcomer, known] of newcomers) {
      if (known < waiting.length) this.#outlet.send(newcomer, waiting.slice(known));
      this.#outlet.add(channel, newcomer);
    }
  }
}

/** What nobody here asked for, and can be heard a moment later without anybody doing anything wrong meanwhile. */
function canWait(event: RoomEvent): boolean {
  switch (event.type) {
    case 'participant-joined':
      // Suspended: somebody in the room has just let it in.
      return event.member.presence === 'online';
    case 'participant-left':
      return event.reason === 'left' || event.reason === 'expired';
    case 'participant-changed':
    case 'owner-changed':
    case 'room-changed':
    case 'waiting-began':
    case 'waiting-ended':
    case 'room-closed':
      return false;
    default:
      return event satisfies never;
  }
}
