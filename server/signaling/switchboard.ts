import { randomBytes, randomUUID } from 'node:crypto';
import { RING_MS, RtcError } from '../../src/protocol/index.js';
import type { CallOver, CallWord, Nodes, RingAnswer } from './nodes.js';
import type { Telephones } from './telephones.js';
import type { Visitor } from './visitor.js';

/** When the caller's node died, nobody else stops the ringing here; a little later than it would have. */
const ORPHAN_MS = RING_MS + 5_000;

/** A call from a socket of this node. */
interface Call {
  readonly callId: string;
  readonly caller: Visitor;
  /** Sockets it rings at, each with whose it is. */
  readonly rung: Map<string, string>;
  wasDeclined: boolean;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Calls to a name. The caller's node has the call and decides which word came first; each node rings at its own sockets
 * and is the one to know which of them are in a call.
 */
export class Switchboard {
  readonly #nodes: Nodes;
  readonly #telephones: Telephones;
  readonly #calls = new Map<string, Call>();

  constructor(nodes: Nodes, telephones: Telephones) {
    this.#nodes = nodes;
    this.#telephones = telephones;
    nodes.on('call:ring', (ring, answer) => answer(this.#ringHere(ring)));
    nodes.on('call:reply', ({ callId, socketId, word }, answer) => {
      const isKnown = this.#calls.has(callId);
      answer({ isKnown, room: this.#hear(callId, socketId, word) });
    });
    nodes.on('call:over', (over) => telephones.over(over));
  }

  /** Resolves when it rings somewhere. Rejects with `call/unreachable`, or `call/busy` when all are in a call. */
  async start(caller: Visitor, name: string, displayName: string): Promise<string> {
    if ([...this.#calls.values()].some((other) => other.caller === caller)) {
      throw new RtcError('call/busy', 'You are calling already.');
    }
    const callId = randomUUID();
    const call: Call = { callId, caller, rung: new Map(), wasDeclined: false, timer: undefined };
    this.#calls.set(callId, call);
    if (!this.#telephones.isBusy(caller)) this.#telephones.dials(caller, callId);
    const ring = { callId, name, from: this.#telephones.nameOf(caller), displayName };
    const here = this.#ringHere(ring, caller);
    const answers = [here, ...(await this.#askOthers(call, here, ring))];
    const isOver = !this.#calls.has(callId);
    if (isOver) {
      // Cancelled or answered while the other nodes began to ring: those heard of it too early, so once more.
      this.#nodes.tell('call:over', { callId, outcome: 'cancelled', only: null, answeredBy: null, room: null });
      return callId;
    }
    if (answers.every(({ rung }) => rung.length === 0)) {
      this.#end(call);
      if (answers.some(({ busy }) => busy > 0))
        throw new RtcError('call/busy', 'The person called is in another call.');
      throw new RtcError('call/unreachable', 'Nobody is reachable under this name.');
    }
    call.timer = setTimeout(() => this.#over(call, { outcome: 'no-answer' }), RING_MS).unref();
    return callId;
  }

  /** Rejects with `call/unknown` when it is over, or somebody else's. */
  cancel(caller: Visitor, callId: string): void {
    const call = this.#calls.get(callId);
    if (call?.caller !== caller) throw unknownCall();
    this.#over(call, { outcome: 'cancelled' });
  }

  /** Resolves with the room of the two. Rejects with `call/unknown` when somebody else was faster, or it never rang here. */
  async answer(visitor: Visitor, callId: string): Promise<string> {
    const room = await this.#say(visitor, callId, 'answer');
    if (room === null) throw unknownCall();
    this.#telephones.talks(visitor, room);
    return room;
  }

  async decline(visitor: Visitor, callId: string): Promise<void> {
    await this.#say(visitor, callId, 'decline');
  }

  /** For a socket that is gone. */
  disconnected(visitor: Visitor): void {
    for (const call of [...this.#calls.values()]) {
      if (call.caller === visitor) this.#over(call, { outcome: 'cancelled' });
    }
    const ringing = this.#telephones.ringingAt(visitor);
    this.#telephones.remove(visitor);
    for (const callId of ringing) void this.#pass(callId, visitor.socket.id, 'gone');
  }

  /** The sockets here count at once, so that their words are understood while the other nodes are being asked. */
  async #askOthers(
    call: Call,
    here: RingAnswer,
    ring: Parameters<Telephones['ring']>[0],
  ): Promise<readonly RingAnswer[]> {
    for (const { socketId, visitorId } of here.rung) call.rung.set(socketId, visitorId);
    const answers = await this.#nodes.ask('call:ring', ring);
    for (const { rung } of answers) for (const { socketId, visitorId } of rung) call.rung.set(socketId, visitorId);
    return answers;
  }

  #ringHere(ring: Parameters<Telephones['ring']>[0], caller?: Visitor): RingAnswer {
    const { callId } = ring;
    const orphaned: CallOver = { callId, outcome: 'no-answer', only: null, answeredBy: null, room: null };
    const answer = this.#telephones.ring(ring, caller);
    if (answer.rung.length > 0) setTimeout(() => this.#telephones.over(orphaned), ORPHAN_MS).unref();
    return answer;
  }

  async #say(visitor: Visitor, callId: string, word: CallWord): Promise<string | null> {
    if (!this.#telephones.isRinging(visitor, callId)) throw unknownCall();
    // A word that was said ends the ringing here, whatever comes of it.
    if (word === 'decline') this.#telephones.hangUp(visitor, callId);
    return this.#pass(callId, visitor.socket.id, word);
  }

  /** To the node that has the call. */
  async #pass(callId: string, socketId: string, word: CallWord): Promise<string | null> {
    if (this.#calls.has(callId)) return this.#hear(callId, socketId, word);
    const answers = await this.#nodes.ask('call:reply', { callId, socketId, word });
    return answers.find(({ isKnown }) => isKnown)?.room ?? null;
  }

  /** The room when this word answered the call. */
  #hear(callId: string, socketId: string, word: CallWord): string | null {
    const call = this.#calls.get(callId);
    if (call === undefined) return null;
    switch (word) {
      case 'answer': {
        // 128 bits: its name is all that keeps others out.
        const room = `call-${randomBytes(16).toString('base64url')}`;
        this.#over(call, { outcome: 'answered', answeredBy: socketId, room });
        return room;
      }
      case 'decline': {
        call.wasDeclined = true;
        // Whoever declines in one tab does not want it in the next.
        const visitorId = call.rung.get(socketId);
        const own = [...call.rung].filter(([, whose]) => whose === visitorId).map(([id]) => id);
        this.#stop(call, [socketId, ...own]);
        return null;
      }
      case 'gone':
        this.#stop(call, [socketId]);
        return null;
      default:
        return word satisfies never;
    }
  }

  #stop(call: Call, socketIds: readonly string[]): void {
    const { callId, wasDeclined } = call;
    for (const socketId of socketIds) call.rung.delete(socketId);
    this.#tellRung({ callId, outcome: 'declined', only: socketIds, answeredBy: null, room: null });
    // While the other nodes are still being asked there is no timer, and there may be more to come.
    if (call.rung.size === 0 && call.timer !== undefined) {
      this.#over(call, { outcome: wasDeclined ? 'declined' : 'no-answer' });
    }
  }

  #over(
    call: Call,
    {
      outcome,
      answeredBy = null,
      room = null,
    }: Pick<CallOver, 'outcome'> & Partial<Pick<CallOver, 'answeredBy' | 'room'>>,
  ): void {
    const { callId, caller } = call;
    this.#end(call);
    if (room !== null) this.#telephones.talks(caller, room);
    caller.socket.emit('call:ended', { callId, outcome, room });
    this.#tellRung({ callId, outcome, only: null, answeredBy, room });
  }

  #tellRung(over: CallOver): void {
    this.#telephones.over(over);
    this.#nodes.tell('call:over', over);
  }

  #end({ callId, caller, timer }: Call): void {
    clearTimeout(timer);
    this.#calls.delete(callId);
    this.#telephones.isFree(caller, callId);
  }
}

function unknownCall(): RtcError {
  return new RtcError('call/unknown', 'This call is over, or was never yours.');
}
