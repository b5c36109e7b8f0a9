import { abortable } from '../base/abortable.js';
import { randomId } from '../base/random-id.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import {
  RtcError,
  type Admission,
  type IceServers,
  type JoinRequest,
  type PeerSignal,
  type RoomPresence,
} from '../protocol/index.js';
import { LoopbackRoom, type Ear } from './loopback-room.js';
import type {
  CallLine,
  RoomChannel,
  RoomChannelEvents,
  RoomRequests,
  SignalingClient,
  WaitingFor,
} from './signaling-client.js';

/** The rooms of this page, by name, alive while somebody is in them. */
const rooms = new Map<string, LoopbackRoom>();

/** Joins that wait until somebody opens the room, by its name. */
const awaited = new Map<string, Set<() => void>>();

/**
 * Rooms inside one page, without any service: for demos and tests with both ends on it. Each client is a visitor of its
 * own, for as long as the page lives. Passwords, waiting rooms, tickets, lists and calls need a service and are refused.
 */
export class LoopbackSignaling implements SignalingClient {
  async join(
    request: JoinRequest,
    { signal, waiting }: { readonly signal: AbortSignal; readonly waiting: (waitingFor: WaitingFor) => void },
  ): Promise<RoomChannel> {
    // As over a wire, nothing happens in the turn of the call, and who gives up in it was never here.
    await Promise.resolve();
    signal.throwIfAborted();
    if (request.password !== null || request.policy.waitingRoom) throw needsService('A room with a door');
    while (!rooms.has(request.room) && request.entry === 'join') {
      if (!request.wait) throw new RtcError('room/missing', 'Nobody has opened this room.');
      waiting('host');
      await untilOpened(request.room, signal);
    }
    const known = rooms.get(request.room);
    if (known !== undefined && request.entry === 'open') throw new RtcError('room/exists', 'The room is open already.');
    const room = known ?? new LoopbackRoom(request);
    const channel = new LoopbackRoomChannel(room, request, this);
    rooms.set(room.name, room);
    for (const opened of awaited.get(room.name) ?? []) opened();
    return channel;
  }

  async checkPresence(name: string): Promise<RoomPresence> {
    const room = rooms.get(name);
    const { people, isFull, isLocked } = room ?? { people: [], isFull: false, isLocked: false };
    return { exists: room !== undefined, people: people.length, full: isFull, locked: isLocked, protected: false };
  }

  listRooms(): Promise<never> {
    return Promise.reject(needsService('A list of rooms'));
  }

  watchRooms(): Promise<never> {
    return Promise.reject(needsService('A list of rooms'));
  }

  reachableAs(): Promise<CallLine> {
    return Promise.reject(needsService('A call'));
  }

  call(): Promise<never> {
    return Promise.reject(needsService('A call'));
  }
}

class LoopbackRoomChannel extends TypedEventTarget<RoomChannelEvents> implements RoomChannel {
  readonly admission: Admission;
  readonly #room: LoopbackRoom;
  readonly #userId = randomId();
  /** What came before `open()`, in its order; `undefined` once open. */
  #held: (() => void)[] | undefined = [];
  #isOver = false;

  constructor(room: LoopbackRoom, request: JoinRequest, visitor: object) {
    super();
    this.#room = room;
    const opened = room.isEmpty;
    const ear: Ear = { hear: (type, detail) => this.#hear(type, detail) };
    const snapshot = room.enter(this.#userId, request, visitor, ear);
    this.admission = { userId: this.#userId, opened, snapshot, resumeToken: '', iceServers: [] };
  }

  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const deliver of held) deliver();
  }

  async send(to: string, signal: PeerSignal): Promise<void> {
    this.#room.pass(this.#userId, to, signal);
  }

  async ask<E extends keyof RoomRequests>(event: E, request: RoomRequests[E]): Promise<void> {
    this.#requireMembership();
    ACTIONS[event](this.#room, this.#userId, request);
    forgetIfEmpty(this.#room);
  }

  async ticket(): Promise<never> {
    throw needsService('A ticket');
  }

  async iceServers(): Promise<IceServers> {
    this.#requireMembership();
    return { iceServers: this.admission.iceServers };
  }

  async leave(): Promise<void> {
    this.#isOver = true;
    this.#room.leave(this.#userId);
    forgetIfEmpty(this.#room);
  }

  #requireMembership(): void {
    if (this.#isOver) throw new RtcError('protocol/not-in-room', 'Not in the room any more.');
  }

  /** In a turn of its own, as if it came over a wire. */
  #hear<E extends 'event' | 'signal' | 'relayed' | 'mute-requested' | 'ended'>(
    type: E,
    detail: RoomChannelEvents[E],
  ): void {
    const copy = structuredClone(detail);
    const deliver = (): void => {
      if (this.#isOver || (type === 'event' && this.#isKnown(copy as RoomChannelEvents['event']))) return;
      if (type === 'ended') this.#isOver = true;
      this.emit(type, copy);
    };
    queueMicrotask(() => {
      if (this.#held === undefined) deliver();
      else this.#held.push(deliver);
    });
  }

  /** What the admission's snapshot has already, one's own arrival first of all. */
  #isKnown({ sequence }: RoomChannelEvents['event']): boolean {
    return sequence <= this.admission.snapshot.sequence;
  }
}

type Actions = {
  [E in keyof RoomRequests]: (room: LoopbackRoom, by: string, request: RoomRequests[E]) => void;
};

const ACTIONS: Actions = {
  'room:close': (room, by) => room.close(by),
  'room:lock': (room, by, { locked }) => room.lock(by, locked),
  'room:password': () => refuse('A password'),
  'room:transfer': (room, by, { userId }) => room.transfer(by, userId),
  'member:update': (room, by, { displayName, extra }) =>
    room.update(by, { ...(displayName !== undefined && { displayName }), ...(extra !== undefined && { extra }) }),
  'member:hand': (room, by, { userId, raised }) => room.raiseHand(by, userId, raised),
  'member:role': (room, by, { userId, role }) => room.setRole(by, userId, role),
  'member:eject': (room, by, { userId, ban }) => room.eject(by, userId, ban),
  'member:mute': (room, by, { userId, kind }) => room.requestMute(by, userId, kind),
  'waiting:admit': () => refuse('A waiting room'),
  'waiting:deny': () => refuse('A waiting room'),
  'peer:message': (room, by, { to, ...message }) => room.relay(by, to, message),
};

function forgetIfEmpty(room: LoopbackRoom): void {
  if (room.isEmpty && rooms.get(room.name) === room) rooms.delete(room.name);
}

async function untilOpened(name: string, signal: AbortSignal): Promise<void> {
  const waiters = awaited.get(name) ?? new Set();
  awaited.set(name, waiters);
  let opened: () => void = () => undefined;
  const opening = new Promise<void>((resolve) => (opened = resolve));
  waiters.add(opened);
  try {
    await abortable(opening, signal);
  } finally {
    waiters.delete(opened);
    if (waiters.size === 0) awaited.delete(name);
  }
}

function refuse(what: string): never {
  throw needsService(what);
}

function needsService(what: string): RtcError {
  return new RtcError('room/unavailable', `${what} needs a signaling service, and this page has none.`, {
    hint: 'Set the server attribute to the address of a service.',
  });
}
