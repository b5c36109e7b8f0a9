import { setTimeout as delay } from 'node:timers/promises';
import { connects, RtcError } from '../../src/protocol/index.js';
import type { PeerSignal, RelayedMessage, RoomEvent, SignalDelivery } from '../../src/protocol/index.js';
import type { MemberRecord, RoomRecord } from '../rooms/room-record.js';
import type { RoomStore } from '../rooms/room-store.js';
import { backlogOf, drained } from './backlog.js';
import { memberChannel } from './channels.js';
import { HeldSignals } from './held-signals.js';
import type { Limits } from './limits.js';
import type { Membership } from './membership.js';
import type { SignalingServer } from './nodes.js';
import type { Roster } from './roster.js';
import type { VisitorSocket } from './visitor.js';

export interface PeerRelayParts {
  readonly io: SignalingServer;
  readonly store: Pick<RoomStore, 'read'>;
  readonly roster: Roster;
  readonly limits: Pick<Limits, 'busyBytes' | 'held' | 'releaseBytes'>;
}

/** Between two portions for somebody who came back on another node: how fast that one reads is not seen from here. */
const REMOTE_PAUSE_MS = 250;

/** The way between two members of a room. It checks who they are and whether they are connected, and reads nothing. */
export class PeerRelay {
  readonly #parts: PeerRelayParts;
  /** Rooms as this node last read them, until something happens there: many signals follow one another. */
  readonly #rooms = new Map<string, Promise<RoomRecord | undefined>>();
  readonly #held: HeldSignals;
  /** Whom held signals are being given to right now. */
  readonly #releasing = new Map<string, symbol>();

  constructor(parts: PeerRelayParts) {
    this.#parts = parts;
    this.#held = new HeldSignals(parts.limits.held);
  }

  /**
   * Resolves when the signal is on its way to `to`, or kept until its socket is back. Rejects with
   * `protocol/no-such-participant`, `room/not-allowed` where the room's direction does not connect the two, or
   * `protocol/busy` while the receiver is behind with what it was sent.
   */
  send(sender: Membership, to: string, signal: PeerSignal): Promise<void> {
    const { room, userId } = sender;
    return sender.inTurn(async () => this.#deliver(await this.#receiver(sender, to), { room, from: userId, signal }));
  }

  /**
   * Resolves when the frame is on its way to `to`. Rejects with `protocol/no-such-participant`, `room/not-allowed` where
   * the room carries no messages or does not connect the two, and `protocol/busy` while the receiver's socket is away or behind:
   * nothing of what people write is kept here.
   */
  pass(sender: Membership, to: string, message: Pick<RelayedMessage, 'lane' | 'frame'>): Promise<void> {
    const { room, userId: from } = sender;
    return sender.inTurn(async () => {
      const { userId, node } = await this.#receiver(sender, to, carriesMessages);
      const here = this.#parts.roster.find(userId);
      if (here === undefined && node === null) throw new RtcError('protocol/busy', 'This person is away for a moment.');
      if (here === undefined)
        this.#parts.io.to(memberChannel(userId)).emit('peer:messaged', { room, from, ...message });
      else (await this.#open(here)).emit('peer:messaged', { room, from, ...message });
    });
  }

  /** What is known of a room is out of date. */
  changed(room: string): void {
    this.#rooms.delete(room);
  }

  /** Who is back gets what was kept. */
  heard(event: RoomEvent): void {
    if (event.type === 'participant-changed') {
      const { userId, presence } = event.member;
      if (presence === 'suspended') this.#releasing.delete(userId);
      else if (this.#held.has(userId) && !this.#releasing.has(userId)) void this.#release(userId);
    }
    if (event.type === 'participant-left') this.#held.drop(event.userId);
  }

  /** The room as it is, from memory where that is certainly so. */
  async #receiver(
    sender: Membership,
    to: string,
    allowed: (record: RoomRecord) => boolean = () => true,
  ): Promise<MemberRecord> {
    const known = await this.#read(sender.room);
    try {
      return receiverIn(known, sender.userId, to, allowed);
    } catch {
      // What is kept may be older than the news the sender has.
      this.#rooms.delete(sender.room);
      return receiverIn(await this.#read(sender.room), sender.userId, to, allowed);
    }
  }

  #read(room: string): Promise<RoomRecord | undefined> {
    const known = this.#rooms.get(room);
    if (known !== undefined) return known;
    const reading = this.#parts.store.read(room);
    this.#rooms.set(room, reading);
    const forget = () => {
      if (this.#rooms.get(room) === reading) this.#rooms.delete(room);
    };
    // Nobody here hears what happens in a room nobody here is in, so nothing would put it right.
    reading.then((record) => {
      if (record === undefined || this.#parts.roster.inRoom(room).length === 0) forget();
    }, forget);
    return reading;
  }

  async #deliver({ userId, node }: MemberRecord, delivery: SignalDelivery): Promise<void> {
    const here = this.#parts.roster.find(userId);
    // Nothing overtakes what was sent before it.
    if (this.#releasing.has(userId)) this.#held.keep(userId, delivery);
    else if (here !== undefined) (await this.#open(here)).emit('peer:signalled', delivery);
    else if (node === null) await this.#hold(userId, delivery);
    else this.#parts.io.to(memberChannel(userId)).emit('peer:signalled', delivery);
  }

  /** The socket of a member who is here. Rejects with `protocol/busy` while it is behind. */
  async #open({ told, visitor: { socket } }: Membership): Promise<VisitorSocket> {
    // Its receiver cannot know what something is for until it has been told that it is in.
    if (!(await told)) throw noSuchParticipant();
    if (backlogOf(socket.conn) > this.#parts.limits.busyBytes) {
      throw new RtcError('protocol/busy', 'This person has not read what was sent before; try again in a moment.');
    }
    return socket;
  }

  async #hold(userId: string, delivery: SignalDelivery): Promise<void> {
    const isFirst = !this.#held.has(userId);
    this.#held.keep(userId, delivery);
    if (!isFirst) return;
    // The news of its return may have come while the room was being read.
    const record = await this.#parts.store.read(delivery.room);
    const isBack = record?.members.some((member) => member.userId === userId && member.node !== null) === true;
    if (isBack && !this.#releasing.has(userId)) void this.#release(userId);
  }

  /** Gives somebody who is back what was kept, no faster than it is read. Never rejects. */
  async #release(userId: string): Promise<void> {
    const { io, roster, limits } = this.#parts;
    const turn = Symbol(userId);
    this.#releasing.set(userId, turn);
    let wasHere = false;
    for (;;) {
      const here = roster.find(userId);
      const isIn = here === undefined ? !wasHere : await here.told;
      // Whoever goes away again meanwhile gets the rest at the next return.
      if (!isIn || this.#releasing.get(userId) !== turn) break;
      const deliveries = this.#held.take(userId, limits.releaseBytes);
      if (deliveries.length === 0) break;
      wasHere = here !== undefined;
      const receiver = here?.visitor.socket ?? io.to(memberChannel(userId));
      for (const delivery of deliveries) receiver.emit('peer:signalled', delivery);
      if (here === undefined) await delay(REMOTE_PAUSE_MS, undefined, { ref: false });
      else await drained(here.visitor.socket.conn, limits.releaseBytes);
    }
    if (this.#releasing.get(userId) === turn) this.#releasing.delete(userId);
  }
}

function carriesMessages({ policy }: RoomRecord): boolean {
  return policy.session.data;
}

function receiverIn(
  record: RoomRecord | undefined,
  from: string,
  to: string,
  allowed: (record: RoomRecord) => boolean,
): MemberRecord {
  const sender = record?.members.find(({ userId }) => userId === from);
  if (record === undefined || sender === undefined) {
    throw new RtcError('protocol/not-in-room', 'This socket is not in the room.');
  }
  const receiver = record.members.find(({ userId }) => userId === to);
  if (receiver === undefined) throw noSuchParticipant();
  if (receiver === sender || !allowed(record) || !connects(record.policy, sender.role, receiver.role)) {
    throw new RtcError('room/not-allowed', 'The two are not connected in this room.');
  }
  return receiver;
}

function noSuchParticipant(): RtcError {
  return new RtcError('protocol/no-such-participant', 'There is no such participant in the room.');
}
