import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { Agent } from 'node:http';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { AnswerTo, ClientEvents, RoomEvent, RoomSnapshot } from '../../../src/protocol/index.js';
import { rosterAfter, rosterOf } from '../../../src/room/roster.js';
import type { Roster } from '../../../src/room/roster.js';
import { ask, joinRequest, visitorSoFar } from '../../../server/testing/app-under-test.js';
import type { ClientSocket, JoinChanges } from '../../../server/testing/app-under-test.js';

/** What passes by itself: asking again is right. */
const PASSING = /^(room\/unavailable|protocol\/busy|socket has been disconnected|operation has timed out)$/;
const RETRY_MS = 100;

export interface RawMemberOptions extends JoinChanges {
  /** Of this machine: all of 127.0.0.0/8 is. */
  readonly localAddress?: string;
  /** Signed by the service: whose other tab this is. */
  readonly visitor?: string | undefined;
  /** Whether it connects again when its line breaks. */
  readonly comesBack?: boolean;
}

/**
 * Somebody in a room without a page. Comes back by itself, as every client should, but forgives nothing: an event that
 * comes twice, late or never is a complaint, which our own client would put right in silence.
 */
export class RawMember {
  readonly room: string;
  readonly complaints: string[] = [];
  /** Every event since it came in, in the order it was told. */
  readonly events: RoomEvent[] = [];
  /** Of each time it was away, how long. */
  readonly absencesMs: number[] = [];
  /** How often it was given the room as it is, because what it missed was no longer known. */
  snapshots = 0;
  /** How often a request was made again. */
  retries = 0;
  /** Why its membership ended; null while it has not. */
  ended: string | null = null;
  userId = '';
  joinAnsweredInMs = 0;
  readonly #socket: ClientSocket;
  readonly #request: ReturnType<typeof joinRequest>;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #roster: Roster | undefined;
  #sequence = 0;
  #resumeToken = '';
  #visitor: string | undefined;
  #isIn = false;
  #awaySince = 0;
  /** What is told before the answer to a join or resume belongs behind it. */
  #held: RoomEvent[] | undefined = [];

  constructor(url: string, room: string, options: RawMemberOptions = {}) {
    const { localAddress, comesBack = true, visitor, ...changes } = options;
    this.#visitor = visitor;
    this.room = room;
    this.#request = joinRequest(room, changes);
    this.#socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: comesBack,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      auth: (show) => show(this.#visitor === undefined ? {} : { visitor: this.#visitor }),
      // Node takes an http.Agent here, whatever the type for browsers says.
      ...(localAddress === undefined ? {} : { agent: new Agent({ localAddress }) as unknown as boolean }),
    });
    this.#socket.on('room:happened', (events) => {
      if (this.#held === undefined) for (const event of events) this.#take(event);
      else this.#held.push(...events);
    });
    this.#socket.on('room:ended', ({ reason }) => this.#end(reason));
    this.#socket.on('disconnect', () => this.#lose());
  }

  /** Resolves when it is in; rejects with the code of a refusal. Leaves with the test. */
  static async join(t: TestContext, url: string, room: string, options: RawMemberOptions = {}): Promise<RawMember> {
    const member = new RawMember(url, room, options);
    t.after(() => member.disconnect());
    await member.enter();
    return member;
  }

  get isIn(): boolean {
    return this.#isIn;
  }

  /** As its page keeps it; undefined before it is in. */
  get visitor(): string | undefined {
    return this.#visitor;
  }

  /** The room as the events say it is. */
  get roster(): Roster {
    assert.ok(this.#roster, 'not in the room yet');
    return this.#roster;
  }

  /** The number of the newest event. */
  get sequence(): number {
    return this.#sequence;
  }

  async enter(): Promise<void> {
    if (!this.#socket.connected) await new Promise<void>((resolve) => void this.#socket.once('connect', resolve));
    const askedAt = performance.now();
    const answer = await ask(this.#socket, 'room:join', this.#request);
    this.joinAnsweredInMs = performance.now() - askedAt;
    this.#visitor ??= visitorSoFar(this.#socket);
    assert.equal(answer.outcome, 'admitted');
    const { userId, resumeToken, snapshot } = answer.admission;
    this.userId = userId;
    this.#resumeToken = resumeToken;
    this.#know(snapshot);
    this.#release();
    this.#socket.on('connect', () => void this.#resume());
  }

  /** As often as it takes; rejects with the code of what will not pass, or when the membership ended. */
  async ask<E extends keyof ClientEvents>(event: E, request: Parameters<ClientEvents[E]>[0]): Promise<AnswerTo<E>> {
    for (;;) {
      await this.untilIn();
      try {
        return await ask(this.#socket, event, request);
      } catch (error) {
        if (!isPassing(error)) throw error;
        this.retries += 1;
        await delay(RETRY_MS);
      }
    }
  }

  /** Something everybody in the room is told. */
  async rename(displayName: string): Promise<void> {
    await this.ask('member:update', { room: this.room, displayName });
  }

  async untilIn(): Promise<void> {
    while (!this.#isIn) {
      assert.equal(this.ended, null, 'the membership ended');
      await once(this.#changes, 'change');
    }
  }

  /** Says goodbye to the service, which takes it for good. */
  disconnect(): void {
    this.#socket.disconnect();
  }

  /** Its line breaks, without a word to the service. */
  cut(): void {
    this.#socket.io.engine.close();
  }

  #know(snapshot: RoomSnapshot): void {
    this.#roster = rosterOf(snapshot);
    this.#sequence = snapshot.sequence;
  }

  #take(event: RoomEvent): void {
    if (event.sequence !== this.#sequence + 1) {
      this.complaints.push(`event ${event.sequence} (${event.type}) after ${this.#sequence}`);
    }
    this.#sequence = event.sequence;
    this.events.push(event);
    this.#roster = rosterAfter(this.roster, event);
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) this.#take(event);
    this.#isIn = true;
    this.#changes.emit('change');
  }

  #lose(): void {
    if (this.#isIn) this.#awaySince = performance.now();
    this.#isIn = false;
    this.#held = [];
  }

  async #resume(): Promise<void> {
    while (this.ended === null && this.#socket.connected) {
      try {
        const { room, userId } = this;
        const request = { room, userId, resumeToken: this.#resumeToken, sequence: this.#sequence };
        const { resumeToken, missed, snapshot } = await ask(this.#socket, 'room:resume', request);
        this.#resumeToken = resumeToken;
        for (const event of missed ?? []) this.#take(event);
        if (snapshot !== null) {
          this.snapshots += 1;
          this.#know(snapshot);
        }
        this.absencesMs.push(Math.round(performance.now() - this.#awaySince));
        this.#release();
        return;
      } catch (error) {
        if (!isPassing(error)) this.#end(error instanceof Error ? error.message : String(error));
        await delay(RETRY_MS);
      }
    }
  }

  #end(reason: string): void {
    this.#isIn = false;
    this.ended = reason;
    this.#changes.emit('change');
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && PASSING.test(error.message);
}
