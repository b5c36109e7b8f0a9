import type { ClientEvents } from '../../src/protocol/index.js';

/** What events have in common when it comes to how many of them are reasonable. */
export type EventKind = 'signal' | 'entry' | 'change' | 'question' | 'call' | 'unknown';

/** A token bucket: so many at once, so many for ever. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export type Rates = Readonly<Record<EventKind, Rate>>;

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
  readonly watchedListsPerSocket: number;
}

export const KIND_OF: Readonly<Record<keyof ClientEvents, EventKind>> = {
  'peer:signal': 'signal',
  'room:join': 'entry',
  'room:resume': 'entry',
  'room:leave': 'change',
  'room:close': 'change',
  'room:lock': 'change',
  'room:password': 'change',
  'room:transfer': 'change',
  'member:update': 'change',
  'member:hand': 'change',
  'member:role': 'change',
  'member:eject': 'change',
  'member:mute': 'change',
  'waiting:admit': 'change',
  'waiting:deny': 'change',
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
  // A newcomer to a room of 50 offers to 49 people and sends each up to 20 candidates (hosts, reflexive, relayed, both IP
  // versions): about 1,030 messages within a second or two, none of which may be refused. Later on, a member answers each
  // newcomer with 21, and a room that fills by three people a second is a busy one. Without a limit one socket puts
  // 135,000 events a second on the process (measured).
  signal: { burst: 1_500, perSecond: 100 },
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
  // A page shows a lobby, perhaps two.
  watchedListsPerSocket: 8,
};
