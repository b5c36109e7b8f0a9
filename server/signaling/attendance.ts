import type { FastifyBaseLogger } from 'fastify';
import { GONE_PAGE_GRACE_MS, RESUME_GRACE_MS, RtcError } from '../../src/protocol/index.js';
import type { EndReason, ResumeAnswer, RoomEvent } from '../../src/protocol/index.js';
import type { CommandOf } from '../rooms/room-command.js';
import type { RoomFeed } from '../rooms/room-feed.js';
import type { RoomRecord } from '../rooms/room-record.js';
import type { Applied, RoomStore } from '../rooms/room-store.js';
import { snapshotOf } from '../rooms/room-view.js';
import { memberChannel } from './channels.js';
import type { Departures } from './departures.js';
import { endedBy, interrupted, isRefusal } from './endings.js';
import type { Farewell } from './farewell.js';
import type { Membership } from './membership.js';
import type { Nodes } from './nodes.js';
import { hashOf } from './resume-tokens.js';
import type { RoomChanges } from './room-changes.js';
import type { Roster } from './roster.js';

export interface AttendanceParts {
  readonly store: RoomStore;
  readonly feed: RoomFeed<Membership>;
  readonly changes: RoomChanges;
  readonly departures: Departures;
  readonly roster: Roster;
  readonly nodes: Nodes;
  /** Which node this is. */
  readonly node: string;
  readonly log: FastifyBaseLogger;
}

/** Of the token that is shown, and of the one that is good from then on. */
interface Hashes {
  readonly shown: string;
  readonly next: string;
}

/**
 * How sockets come into rooms and go. It keeps store, feed and the list of who can be reached in step, in the order that
 * loses nobody: reachable → entered (atomic) → following, with what came in between replayed; and back in reverse.
 */
export class Attendance {
  readonly #parts: AttendanceParts;

  constructor(parts: AttendanceParts) {
    this.#parts = parts;
    parts.nodes.on('member:resumed', ({ userId }) => void this.#resumedElsewhere(userId));
  }

  get node(): string {
    return this.#parts.node;
  }

  /**
   * Resolves with the room as it was on entering, and all that happened since on its way to the socket; or with the room
   * at whose door the visitor now waits (`stage`). Rejects with the store's reason or why the visit ended meanwhile;
   * nothing of the visit remains but the place among the visitor's own.
   */
  async enter(membership: Membership, command: CommandOf<'enter'>): Promise<Applied & { readonly after: RoomRecord }> {
    const { changes } = this.#parts;
    // Reachable before entering: whoever sees this member in a snapshot may offer to it at once.
    this.#reach(membership);
    try {
      const { before, after, events } = await changes.applyQuietly(membership.room, command);
      if (after === undefined) throw new RtcError('room/closed', 'The room closed.');
      membership.epoch = after.epoch;
      membership.resumeHash = command.entrant.resumeHash;
      membership.throwIfOver();
      if (after.waiting.some(({ userId }) => userId === membership.userId)) {
        membership.stage = 'awaiting-admission';
        // Nobody follows on behalf of those who wait, so the members here are told now.
        await changes.publish(membership.room);
      } else {
        await this.#follow(membership, after);
      }
      return { before, after, events };
    } catch (error) {
      this.#unreach(membership);
      // Not waited for: while the store is away, that would only make the visitor wait for the same answer.
      if (!isRefusal(error)) void this.#undo(membership);
      throw error;
    }
  }

  /**
   * Makes a suspended membership this socket's own: the visitor's return, or its admission from the waiting room.
   * Resolves with the room as it is then. Rejects with `room/expired`, or why the visit ended meanwhile.
   */
  async claim(membership: Membership, hashes: Hashes): Promise<RoomRecord> {
    const { roster, nodes } = this.#parts;
    const { userId } = membership;
    const after = await this.#takeOver(membership, hashes);
    // Only now is it known whose it is.
    const older = roster.find(userId);
    if (older !== undefined && older !== membership) this.#detach(older);
    nodes.tell('member:resumed', { userId });
    this.#reach(membership);
    membership.epoch = after.epoch;
    membership.resumeHash = hashes.next;
    try {
      membership.throwIfOver();
      await this.#follow(membership, after);
      return after;
    } catch (error) {
      await this.#suspend(membership);
      throw error;
    }
  }

  /** `claim` by the token a client shows, with what it missed. */
  async resume(membership: Membership, shown: string, next: string, since: number): Promise<ResumeAnswer> {
    membership.isResumable = true;
    const record = await this.claim(membership, { shown: hashOf(shown), next: hashOf(next) });
    try {
      return await this.#answer(record, next, since);
    } catch (error) {
      await this.#suspend(membership);
      throw error;
    }
  }

  /** As `resume`, for a socket whose the membership is: the answer came later than the page waits, and it asks again. */
  async resumeAgain(membership: Membership, shown: string, next: string, since: number): Promise<ResumeAnswer> {
    const record = await this.#takeOver(membership, { shown: hashOf(shown), next: hashOf(next) });
    membership.throwIfOver();
    membership.resumeHash = hashOf(next);
    await this.#parts.changes.publish(membership.room);
    return this.#answer(record, next, since);
  }

  /** Safe at any moment of a visit. Resolves when nobody in the room has to know more. Never rejects. */
  async leave(membership: Membership): Promise<void> {
    const { stage } = membership;
    this.#close(membership, interrupted());
    // Who is still entering undoes it when that is through.
    if (stage === 'member' || stage === 'awaiting-admission') await this.#undo(membership, stage);
  }

  /** For a socket that is gone. */
  async disconnected(membership: Membership, farewell: Farewell): Promise<void> {
    const mayReturn = farewell !== 'said' && membership.stage === 'member' && membership.isResumable;
    if (mayReturn) await this.#suspend(membership, farewell === 'page-gone' ? GONE_PAGE_GRACE_MS : RESUME_GRACE_MS);
    else await this.leave(membership);
  }

  /** What the feed tells the members here: some of it ends memberships. */
  heard(event: RoomEvent): void {
    switch (event.type) {
      case 'participant-left': {
        const membership = this.#parts.roster.find(event.userId);
        if (membership !== undefined && event.reason !== 'left') this.end(membership, event.reason, null);
        return;
      }
      case 'participant-changed': {
        const membership = this.#parts.roster.find(event.member.userId);
        if (membership !== undefined && event.member.presence === 'suspended') void this.#reclaim(membership);
        return;
      }
      case 'participant-joined':
      case 'owner-changed':
      case 'room-changed':
      case 'waiting-began':
      case 'waiting-ended':
      case 'room-closed':
        return;
      default:
        event satisfies never;
    }
  }

  /** The service's word that a membership is over. */
  end(membership: Membership, reason: EndReason, by: string | null): void {
    const { room, visitor, stage } = membership;
    // Those who wait are told by the waiting list, which sees the same in the room.
    if (membership.isOver || stage === 'awaiting-host' || stage === 'awaiting-admission') return;
    this.#close(membership, endedBy(reason));
    // Who is still being let in hears it as the answer to that.
    if (stage === 'member') visitor.socket.emit('room:ended', { room, reason, by });
  }

  async #takeOver({ room, userId, visitor }: Membership, { shown, next }: Hashes): Promise<RoomRecord> {
    const { changes, node } = this.#parts;
    const command = { type: 'resume', userId, node, visitorId: visitor.visitorId } as const;
    const { after } = await changes.applyQuietly(room, { ...command, shownHash: shown, nextHash: next });
    if (after === undefined) throw new RtcError('room/expired', 'The membership is over.');
    return after;
  }

  async #answer(record: RoomRecord, resumeToken: string, since: number): Promise<ResumeAnswer> {
    const events = await this.#parts.store.eventsSince(record.name, since, record.epoch);
    // What is newer than the claim comes by the feed.
    const missed = events?.filter(({ sequence }) => sequence <= record.sequence) ?? null;
    return { resumeToken, missed, snapshot: missed === null ? snapshotOf(record) : null };
  }

  async #follow(membership: Membership, record: RoomRecord): Promise<void> {
    await this.#parts.feed.follow(membership.room, membership, record);
    membership.throwIfOver();
    membership.stage = 'member';
  }

  /**
   * The room thinks this socket is gone, and it is not: this node was taken for dead, or an older socket of the same
   * member has just been noticed to be gone.
   */
  async #reclaim(membership: Membership): Promise<void> {
    const { changes, log } = this.#parts;
    const { room, userId, resumeHash } = membership;
    if (membership.isOver || membership.stage !== 'member') return;
    try {
      await this.#takeOver(membership, { shown: resumeHash, next: resumeHash });
      await changes.publish(room);
    } catch (error) {
      if (error instanceof RtcError && error.code === 'room/expired') this.end(membership, 'expired', null);
      else log.warn({ err: error, userId }, 'a membership could not be taken back yet');
    }
  }

  /** By the word of another node, which may be older than what happened here since: the store knows. */
  async #resumedElsewhere(userId: string): Promise<void> {
    const { roster, store, node, log } = this.#parts;
    const membership = roster.find(userId);
    if (membership === undefined) return;
    try {
      const record = await store.read(membership.room);
      const member = record?.members.find((other) => other.userId === userId);
      if (member !== undefined && member.node !== null && member.node !== node) this.#detach(membership);
    } catch (error) {
      // Its socket is most likely broken, and is found to be so within the ping timeout.
      log.warn({ err: error, userId }, 'an older socket could not be taken off its membership yet');
    }
  }

  /** Another socket has this membership now; the room need not know. */
  #detach(membership: Membership): void {
    this.end(membership, 'replaced', null);
  }

  async #suspend(membership: Membership, graceMs = RESUME_GRACE_MS): Promise<void> {
    const { departures, node } = this.#parts;
    this.#close(membership, interrupted());
    await departures.depart(membership.room, { type: 'suspend', userId: membership.userId, node, graceMs });
  }

  /** Takes somebody out of the store who may be in it or at its door. */
  async #undo({ room, userId }: Membership, stage?: Membership['stage']): Promise<void> {
    const { departures } = this.#parts;
    if (stage !== 'member') await departures.depart(room, { type: 'withdraw', userId });
    // Also after a withdrawal: an admission may have been faster.
    await departures.depart(room, { type: 'leave', userId, reason: 'left' });
  }

  #close(membership: Membership, reason: RtcError): void {
    membership.visitor.close(membership, reason);
    this.#unreach(membership);
  }

  #reach(membership: Membership): void {
    this.#parts.roster.add(membership);
    if (this.#parts.nodes.areSeveral) void membership.visitor.socket.join(memberChannel(membership.userId));
  }

  #unreach(membership: Membership): void {
    this.#parts.roster.remove(membership);
    this.#parts.feed.unfollow(membership.room, membership);
    if (this.#parts.nodes.areSeveral) void membership.visitor.socket.leave(memberChannel(membership.userId));
  }
}
