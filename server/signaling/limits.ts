import type { ClientEvents } from '../../src/protocol/index.js';

/** What events have in common when it comes to how many of them are reasonable. */
export type EventKind = 'signal' | 'relay' | 'entry' | 'change' | 'question' | 'call' | 'unknown';

/** A token bucket: so many at once, so many for ever. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** What is counted: events by their kind, and the bytes of signals (`sizeOf`). */
export type Counted = EventKind | 'signal-bytes';

export type Rates = Readonly<Record<Counted, Rate>>;

/** Everything a stranger can use up, and how much of it. */
export interface Limits {
  readonly perSocket: Rates;
  readonly perAddress: Rates;
  /** Refusals after which a socket is closed, unless it was quiet for `quietMs` in between. */
  readonly refusals: number;
  readonly quietMs: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly connectTimeoutMs: number;
  /** Bytes that wait for one socket to read them. */
  readonly backlogBytes: number;
  /** Bytes that may wait for a socket while members send it more. */
  readonly busyBytes: number;
  /** Signals for those whose sockets are away: of each member by number and bytes, and the bytes of all on this node. */
  readonly held: { readonly signals: number; readonly bytesPerMember: number; readonly bytes: number };
  /** Bytes that are given to somebody at once who comes back to held signals. */
  readonly releaseBytes: number;
  readonly watchedListsPerSocket: number;
}

export const KIND_OF: Readonly<Record<keyof ClientEvents, EventKind>> = {
  'peer:signal': 'signal',
  'peer:message': 'relay',
  'room:join': 'entry',
  'room:resume': 'entry',
  'room:leave': 'change',
  'room:close': 'change',
  'room:lock': 'change',
  'room:password': 'change',
  'room:ticket': 'change',
  'room:transfer': 'change',
  'member:update': 'change',
  'member:hand': 'change',
  'member:role': 'change',
  'member:eject': 'change',
  'member:mute': 'change',
  'waiting:admit': 'change',
  'waiting:deny': 'change',
  'ice:renew': 'question',
  'presence:check': 'question',
  'rooms:list': 'question',
  'rooms:watch': 'question',
  'rooms:unwatch': 'question',
  'reachable:set': 'call',
  'call:start': 'call',
  'call:cancel': 'call',
  'call:answer': 'call',
  'call:decline': 'call',
};

const PER_SOCKET: Rates = {
  // A newcomer to a room of 50 offers to 49 people and sends each up to 20 times candidates (hosts, reflexive, relayed, both IP
  // versions; most of them travel together): about 1,030 messages within a second or two at worst, none of which may be
  // refused. Later on, a member answers each newcomer with as many as 21, and a room that fills by three people a second is a busy one. Without a limit one socket puts
  // 135,000 events a second on the process (measured).
  signal: { burst: 1_500, perSecond: 100 },
  // The same newcomer's 49 offers of at most 20 KB and their candidates are 1.2 MB; later on, three answers and their candidates
  // a second are 75 KB. By number alone, a member could send another 84 MB at once.
  'signal-bytes': { burst: 2_000_000, perSecond: 160_000 },
  // Messages of people who cannot reach each other directly, up to 44 KB each: 1 MB at once and 1.3 MB/s, which is plenty for
  // talk and no way to move files. Our page keeps to 25 a second by itself.
  relay: { burst: 120, perSecond: 30 },
  // A page with MAX_ROOMS_PER_SOCKET rooms that comes back, several times in a row. Each is told to everybody in the room.
  entry: { burst: 60, perSecond: 4 },
  // A moderator lets a full waiting room in, one by one. Each is told to everybody, with up to 8 KiB of `extra`.
  change: { burst: 120, perSecond: 10 },
  // A lobby asks for a dozen rooms when it opens; after that it is told. Slow enough that names cannot be tried out.
  question: { burst: 40, perSecond: 4 },
  // Nobody dials faster, and each call may ring at many pages.
  call: { burst: 20, perSecond: 1 },
  // None is right; a few, since an older page may know another protocol.
  unknown: { burst: 20, perSecond: 1 },
};

// Twenty sockets' worth: a classroom behind one address is ordinary, and what it does at once is mostly not at once.
const PER_ADDRESS: Rates = {
  signal: { burst: 30_000, perSecond: 2_000 },
  'signal-bytes': { burst: 40_000_000, perSecond: 3_200_000 },
  // Behind one firewall nobody reaches anybody directly: an office of thirty that talks, not one that moves files.
  relay: { burst: 2_400, perSecond: 200 },
  // A lecture hall of a thousand that comes back after an outage, at the rate the service is meant to take in.
  entry: { burst: 1_000, perSecond: 100 },
  change: { burst: 2_400, perSecond: 200 },
  question: { burst: 800, perSecond: 80 },
  call: { burst: 400, perSecond: 20 },
  unknown: { burst: 400, perSecond: 20 },
};

export const DEFAULT_LIMITS: Limits = {
  perSocket: PER_SOCKET,
  perAddress: PER_ADDRESS,
  // Who hears `protocol/busy` 500 times and goes on is not going to listen.
  refusals: 500,
  quietMs: 15_000,
  // A joined socket takes about 20 KB: 400 MB, which the smallest machines still have.
  connections: 20_000,
  // A campus behind one address, and no more than a twentieth of the whole.
  connectionsPerAddress: 1_000,
  // Ours say which namespace they want in the same breath as hello; the silent ones only cost memory.
  connectTimeoutMs: 5_000,
  // Sixty messages of the largest size. Without it one paused reader made the process hold 96 MB (measured).
  backlogBytes: 4 * 1_024 * 1_024,
  // Half of that: what members send each other is refused before, so that none of them, nor many together, can have another cut.
  busyBytes: 2 * 1_024 * 1_024,
  held: {
    // Two offers and their candidates from each of a dozen people: 512 signals, 600 KB.
    signals: 512,
    bytesPerMember: 1_024 * 1_024,
    // A thousand people away at the same time, each with an offer and its candidates from one or two others.
    bytes: 32 * 1_024 * 1_024,
  },
  // A second of a poor line. All at once would be a quarter of what a socket is cut for.
  releaseBytes: 128 * 1_024,
  // A page shows a lobby, perhaps two.
  watchedListsPerSocket: 8,
};

/** People who may wait at one door: more than anybody lets in by hand, and a bound to what strangers can store. */
export const MAX_WAITING = 100;

/** Wrong passwords that cost nothing, then a delay that doubles with each up to `maxMs`; forgotten after `quietMs`. */
interface Patience {
  readonly free: number;
  readonly firstMs: number;
  readonly maxMs: number;
  readonly quietMs: number;
  /** Guesses that may be looked at at the same time: they count as wrong only when they were. */
  readonly atOnce: number;
}

const MINUTE_MS = 60_000;

export const PATIENCE = {
  /** Somebody who mistypes does so a few times. */
  socket: { free: 3, firstMs: 1_000, maxMs: MINUTE_MS, quietMs: 10 * MINUTE_MS, atOnce: 3 },
  /**
   * A new socket is no new start. An honest neighbour behind the same address waits ten seconds at worst; a lecture hall that comes
   * in together is let in.
   */
  address: { free: 10, firstMs: 500, maxMs: 10_000, quietMs: 10 * MINUTE_MS, atOnce: 200 },
  /**
   * However many addresses guess at one room, they get two guesses a second between them. It holds back only addresses
   * that have guessed wrong before, so nobody can keep honest people out by guessing.
   */
  room: { free: 20, firstMs: 50, maxMs: 500, quietMs: MINUTE_MS, atOnce: Infinity },
} as const satisfies Record<string, Patience>;

/** More of those who guessed than this are not remembered; those that were quiet the longest go first. 150 bytes each. */
export const MAX_REMEMBERED = 50_000;

/** Password checks that wait for their turn: some seconds' worth. Whoever comes then is told to come back. */
export const MAX_QUEUED = 256;
