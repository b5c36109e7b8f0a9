import { connects, RESUME_GRACE_MS, RtcError } from '../../src/protocol/index.js';
import type { PeerSignal, RoomEvent, SignalDelivery } from '../../src/protocol/index.js';
import type { MemberRecord, RoomRecord } from '../rooms/room-record.js';
import type { RoomStore } from '../rooms/room-store.js';
import { memberChannel } from './channels.js';
import type { Membership } from './membership.js';
import type { SignalingServer } from './nodes.js';
import type { Roster } from './roster.js';

export interface PeerRelayParts {
  readonly io: SignalingServer;
  readonly store: Pick<RoomStore, 'read'>;
  readonly roster: Roster;
}

/** For somebody whose socket is away: two offers and their candidates from each of a dozen people. */
const MAX_HELD = 512;

interface Held {
  readonly deliveries: SignalDelivery[];
  readonly timer: NodeJS.Timeout;
}

/** The way between two members of a room. It checks who they are and whether they are connected, and reads nothing. */
export class PeerRelay {
  readonly #parts: PeerRelayParts;
  /** Rooms as this node last read them, until something happens there: many signals follow one another. */
  readonly #rooms = new Map<string, Promise<RoomRecord | undefined>>();
  readonly #held = new Map<string, Held>();

  constructor(parts: PeerRelayParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the signal is on its way to `to`, or kept until its socket is back. Rejects with
   * `protocol/no-such-participant`, or `room/not-allowed` where the room's direction does not connect the two.
   */
  send(sender: Membership, to: string, signal: PeerSignal): Promise<void> {
    const { room, userId } = sender;
    return sender.inTurn(async () => this.#deliver(await this.#receiver(sender, to), { room, from: userId, signal }));
  }

  /** What is known of a room is out of date. */
  changed(room: string): void {
    this.#rooms.delete(room);
  }

  /** Who is back gets what was kept. */
  heard(event: RoomEvent): void {
    if (event.type === 'participant-changed' && event.member.presence === 'online') this.#release(event.member.userId);
    if (event.type === 'participant-left') this.#drop(event.userId);
  }

  /** The room as it is, from memory where that is certainly so. */
  async #receiver(sender: Membership, to: string): Promise<MemberRecord> {
    const known = await this.#read(sender.room);
    try {
      return receiverIn(known, sender.userId, to);
    } catch {
      // What is kept may be older than the news the sender has.
      this.#rooms.delete(sender.room);
      return receiverIn(await this.#read(sender.room), sender.userId, to);
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
    if (here !== undefined) {
      // Its receiver cannot know what it is for until it has been told that it is in.
      if (await here.told) here.visitor.socket.emit('peer:signalled', delivery);
      else throw noSuchParticipant();
    } else if (node === null) {
      await this.#hold(userId, delivery);
    } else {
      this.#parts.io.to(memberChannel(userId)).emit('peer:signalled', delivery);
    }
  }

  async #hold(userId: string, delivery: SignalDelivery): Promise<void> {
    const held = this.#held.get(userId);
    if (held !== undefined) {
      held.deliveries.push(delivery);
      if (held.deliveries.length > MAX_HELD) held.deliveries.shift();
      return;
    }
    const timer = setTimeout(() => this.#drop(userId), RESUME_GRACE_MS).unref();
    this.#held.set(userId, { deliveries: [delivery], timer });
    // The news of its return may have come while the room was being read.
    const record = await this.#parts.store.read(delivery.room);
    if (record?.members.some((member) => member.userId === userId && member.node !== null) === true) {
      this.#release(userId);
    }
  }

  #release(userId: string): void {
    const held = this.#held.get(userId);
    if (held === undefined) return;
    this.#drop(userId);
    const here = this.#parts.roster.find(userId);
    for (const delivery of held.deliveries) {
      if (here === undefined) this.#parts.io.to(memberChannel(userId)).emit('peer:signalled', delivery);
      else void here.told.then((isIn) => isIn && here.visitor.socket.emit('peer:signalled', delivery));
    }
  }

  #drop(userId: string): void {
    clearTimeout(this.#held.get(userId)?.timer);
    this.#held.delete(userId);
  }
}

function receiverIn(record: RoomRecord | undefined, from: string, to: string): MemberRecord {
  const sender = record?.members.find(({ userId }) => userId === from);
  if (record === undefined || sender === undefined) {
    throw new RtcError('protocol/not-in-room', 'This socket is not in the room.');
  }
  const receiver = record.members.find(({ userId }) => userId === to);
  if (receiver === undefined) throw noSuchParticipant();
  if (receiver === sender || !connects(record.policy, sender.role, receiver.role)) {
    throw new RtcError('room/not-allowed', 'The two are not connected in this room.');
  }
  return receiver;
}

function noSuchParticipant(): RtcError {
  return new RtcError('protocol/no-such-participant', 'There is no such participant in the room.');
}
