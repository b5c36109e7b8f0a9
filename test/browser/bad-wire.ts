import { until, untilEvent } from './until.js';
import { TypedEventTarget } from '../../src/base/typed-event-target.js';
import type { PeerState } from '../../src/peer/publications.js';
import type { PeerSignal, RtcError } from '../../src/protocol/index.js';
import { Mesh } from '../../src/topology/mesh.js';

/** When each copy of a signal arrives, in milliseconds from now; none when it is lost. */
export type Fate = (signal: PeerSignal, from: Name) => readonly number[];

export const IN_ORDER: Fate = () => [0];

export type Name = 'ada' | 'ben' | 'cai';

const PAIR = ['ada', 'ben'] as const;

/** A small linear congruential generator of numbers below 1: the same ones for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296;
}

const COMPANY = {
  policy: {
    session: { audio: true, video: true, screen: false, data: true },
    twoWay: { audio: false, video: false, screen: false },
    direction: 'many-to-many',
    maxParticipants: 3,
    waitingRoom: false,
    closeWithOwner: false,
    listed: null,
  },
} as const;

/** Two people, or three, with real connections, and in place of a service what may do anything to their signals. */
export class BadWire extends TypedEventTarget<{ passed: PeerSignal }> {
  readonly passed: PeerSignal[] = [];
  readonly errors: RtcError[] = [];
  readonly #lifetime = new AbortController();
  readonly #fate: Fate;
  readonly #meshes: ReadonlyMap<Name, Mesh>;
  /** What each was told of the connection with each other, by `stateKey`. */
  readonly #states = new Map<string, PeerState>();

  /** `names` in the order they come. */
  constructor(fate: Fate, names: readonly Name[] = PAIR) {
    super();
    this.#fate = fate;
    this.#meshes = new Map(names.map((name) => [name, this.#mesh(name)]));
  }

  mesh(name: Name): Mesh {
    const mesh = this.#meshes.get(name);
    if (mesh === undefined) throw new Error(`${name} is not there`);
    return mesh;
  }

  /** Some of them, or all, hear who is in the room. */
  join(...names: readonly Name[]): void {
    const members = [...this.#meshes.keys()].map((userId) => ({ userId, role: 'participant' }) as const);
    for (const name of names.length === 0 ? this.#meshes.keys() : names) {
      this.mesh(name).arrange({ ...COMPANY, members, self: name });
    }
  }

  connection(name: Name, other: Name = otherThan(name)): RTCPeerConnection {
    const connection = this.mesh(name).connectionTo(other);
    if (connection === undefined) throw new Error(`${name} has no connection with ${other}`);
    return connection;
  }

  async become(name: Name, state: PeerState, timeoutMs = 10_000, other: Name = otherThan(name)): Promise<void> {
    const claim = (): boolean => this.#states.get(stateKey(name, other)) === state;
    await until(this.mesh(name), 'state', claim, `${name} is ${state} with ${other}`, { timeoutMs });
  }

  /** Within five seconds, as promised. */
  async connected(): Promise<void> {
    await this.#each((name, other) => this.become(name, 'connected', 5_000, other));
  }

  /** Resolves when the offer of this one, or those of everybody to everybody, made now, have been decided. */
  async renegotiated(...names: readonly Name[]): Promise<void> {
    await this.#each(async (name, other) => {
      if (names.length > 0 && !names.includes(name)) return;
      const connection = this.connection(name, other);
      const changed = untilEvent(connection, 'signalingstatechange', () => connection.signalingState === 'stable');
      connection.restartIce();
      await changed;
    });
  }

  async stable(): Promise<void> {
    await this.#each(async (name, other) => {
      const connection = this.connection(name, other);
      const claim = (): boolean => connection.signalingState === 'stable';
      await until(connection, 'signalingstatechange', claim, `${name} stable with ${other}`);
    });
  }

  /** Each disconnects from the other in turn, and takes it back. */
  async partAndMeetAgain(): Promise<void> {
    for (const name of PAIR) {
      await this.connected();
      const other = otherThan(name);
      this.mesh(name).disconnectFrom(other);
      await this.become(other, 'closed');
      this.mesh(name).reconnectTo(other);
    }
  }

  /** Each hears the other over the data channel. */
  async talk(): Promise<void> {
    await this.#each(async (name, other) => {
      const heard = new Promise<void>((resolve) => {
        this.mesh(other).on('message', ({ userId }) => userId === name && resolve(), this.#lifetime);
      });
      await this.mesh(name).link(other)?.send({ type: 'video:limited', picture: 'full' });
      await heard;
    });
  }

  /** The media sections of a connection, as its one side negotiated them. */
  sections(name: Name, other: Name = otherThan(name)): string[] {
    const transceivers = this.connection(name, other).getTransceivers();
    return transceivers.map(({ mid, receiver }) => `${mid} ${receiver.track.kind}`);
  }

  end(): void {
    this.#lifetime.abort();
  }

  /** Does it for both ends of every connection, at once. */
  async #each(act: (name: Name, other: Name) => Promise<void>): Promise<void> {
    const names = [...this.#meshes.keys()];
    const ends = names.flatMap((name) => names.filter((other) => other !== name).map((other) => act(name, other)));
    await Promise.all(ends);
  }

  #mesh(name: Name): Mesh {
    const { signal } = this.#lifetime;
    const mesh = new Mesh({
      configuration: () => ({}),
      slots: ['microphone', 'camera'],
      send: async (to, outgoing) => this.#pass(name, to as Name, outgoing),
      signal,
    });
    mesh.on('state', ({ userId, state }) => this.#states.set(stateKey(name, userId), state), { signal });
    mesh.on('error', ({ error }) => this.errors.push(error), { signal });
    return mesh;
  }

  #pass(from: Name, to: Name, signal: PeerSignal): void {
    const copy = JSON.parse(JSON.stringify(signal)) as PeerSignal;
    this.passed.push(copy);
    this.emit('passed', copy);
    for (const afterMs of this.#fate(copy, from)) {
      setTimeout(() => {
        if (!this.#lifetime.signal.aborted) this.mesh(to).receive(from, copy);
      }, afterMs);
    }
  }
}

/** Of two. */
function otherThan(name: Name): Name {
  return name === 'ada' ? 'ben' : 'ada';
}

function stateKey(name: Name, other: string): string {
  return `${name} with ${other}`;
}
