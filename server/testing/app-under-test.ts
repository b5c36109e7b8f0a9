import { Agent } from 'node:http';
import type { TestContext } from 'node:test';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type {
  Admission,
  AnswerTo,
  Candidate,
  ClientEvents,
  JoinAnswer,
  JoinRequest,
  RoomEvent,
  RoomPolicy,
  ServerEvents,
  SignalDelivery,
} from '../../src/protocol/index.js';
import { buildApp } from '../app.js';
import type { AppParts } from '../app.js';
import { loadConfig } from '../config.js';
import type { Config } from '../config.js';
import { DEFAULT_LIMITS } from '../signaling/limits.js';
import type { Limits, Rate, Rates } from '../signaling/limits.js';

export type ClientSocket = Socket<ServerEvents, ClientEvents>;

/** Everything as an operator gets it by default, but for the noise and the one port that is always the same. */
export function testConfig(changes: Partial<Config> = {}): Config {
  const loaded = loadConfig({ PORT: '0', RTC_LOG_LEVEL: 'silent', RTC_STATE_DIR: 'memory', RTC_STUN_PORT: '0' });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return { ...loaded.config, ...changes };
}

const ANY: Rate = { burst: 1e12, perSecond: 1e12 };
const ANY_RATES: Rates = {
  ...{ signal: ANY, 'signal-bytes': ANY, relay: ANY, entry: ANY, change: ANY, question: ANY, call: ANY, unknown: ANY },
};

/** For tests that do more from one socket or address than anybody should. */
export const GENEROUS: Limits = { ...DEFAULT_LIMITS, perSocket: ANY_RATES, perAddress: ANY_RATES };

/** A listening service that ends with the test. */
export async function build(t: TestContext, changes: Partial<Config> = {}, parts: AppParts = {}) {
  const app = await buildApp(testConfig(changes), parts);
  t.after(() => app.close());
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, url };
}

/** What each socket's page would keep. */
const visitors = new WeakMap<ClientSocket, string>();

/** What the service issued to this socket with the answers so far. */
export function visitorSoFar(socket: ClientSocket): string | undefined {
  return visitors.get(socket);
}

/** What the service issued to this socket, to be shown by others of the same visitor. */
export async function visitorOf(socket: ClientSocket): Promise<string> {
  await settled(socket);
  const visitor = visitorSoFar(socket);
  if (visitor === undefined) throw new Error('this socket was issued no visitor id');
  return visitor;
}

export interface ConnectOptions {
  readonly headers?: Record<string, string>;
  /** Signed, as the service issued it; without one every socket is another visitor. */
  readonly visitor?: string;
  /** Of this machine: all of 127.0.0.0/8 is. */
  readonly localAddress?: string;
}

/** A socket, connected. Rejects when it is refused. */
export async function connect(
  t: TestContext,
  url: string,
  { headers = {}, visitor, localAddress }: ConnectOptions = {},
): Promise<ClientSocket> {
  const socket: ClientSocket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
    ...(visitor === undefined ? {} : { auth: { visitor } }),
    // Node takes an http.Agent here, whatever the type for browsers says.
    ...(localAddress === undefined ? {} : { agent: new Agent({ localAddress }) as unknown as boolean }),
  });
  t.after(() => socket.disconnect());
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

export const POLICY: RoomPolicy = {
  session: { audio: true, video: true, screen: false, data: true },
  twoWay: { audio: false, video: false, screen: false },
  direction: 'many-to-many',
  maxParticipants: 50,
  waitingRoom: false,
  closeWithOwner: false,
  listed: null,
};

/** Of somebody who wants in, as most do. */
export const JOIN: JoinRequest = {
  room: 'tea',
  entry: 'open-or-join',
  wait: false,
  displayName: '',
  extra: null,
  password: null,
  sameVisitor: 'allow',
  policy: POLICY,
};

const HOST: Candidate = {
  candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: null,
};

export const CANDIDATE = { kind: 'candidates' as const, candidates: [HOST] };

/** One that can be told from others by a number. */
export function candidateNumbered(sdpMLineIndex: number): typeof CANDIDATE {
  return { ...CANDIDATE, candidates: [{ ...HOST, sdpMLineIndex }] };
}

/** The value of a yes; rejects with the code of a no. */
export async function ask<E extends keyof ClientEvents>(
  socket: ClientSocket,
  event: E,
  request: Parameters<ClientEvents[E]>[0],
): Promise<AnswerTo<E>> {
  const answer = await raw(socket, event, request);
  if (!isAnswer(answer)) throw new Error('answered with something else');
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value as AnswerTo<E>;
}

/** Longer than any answer takes on a busy machine, shorter than a test. */
const ANSWER_TIMEOUT_MS = 15_000;

/** Sends whatever it is given and resolves with whatever comes back, but for the visitor id, which `visitorOf` gives. */
export async function raw(socket: ClientSocket, event: string, ...values: unknown[]): Promise<unknown> {
  const untyped: Socket = socket;
  const answer: unknown = await untyped.timeout(ANSWER_TIMEOUT_MS).emitWithAck(event, ...values);
  if (typeof answer !== 'object' || answer === null || !('visitor' in answer)) return answer;
  const { visitor, ...rest } = answer;
  if (typeof visitor === 'string') visitors.set(socket, visitor);
  return rest;
}

/** What a join may say otherwise than `JOIN`. */
export type JoinChanges = Partial<Omit<JoinRequest, 'policy'>> & { readonly policy?: Partial<RoomPolicy> };

export function joinRequest(room: string, { policy = {}, ...changes }: JoinChanges = {}): JoinRequest {
  return { ...JOIN, room, ...changes, policy: { ...POLICY, ...policy } };
}

/** Resolves with the admission; rejects with the code of a no, or when it has to wait. */
export async function join(socket: ClientSocket, room: string, changes: JoinChanges = {}): Promise<Admission> {
  const answer = await knock(socket, room, changes);
  if (answer.outcome === 'waiting') throw new Error(`waiting for ${answer.for}`);
  return answer.admission;
}

/** As `join`, for those who may have to wait. */
export function knock(socket: ClientSocket, room: string, changes: JoinChanges = {}): Promise<JoinAnswer> {
  return ask(socket, 'room:join', joinRequest(room, changes));
}

/** The payload of the next message of this name. */
export function next<E extends keyof ServerEvents>(
  socket: ClientSocket,
  event: E,
): Promise<Parameters<ServerEvents[E]>[0]> {
  type Payload = Parameters<ServerEvents[E]>[0];
  const untyped: { once(event: string, listener: (payload: Payload) => void): unknown } = socket;
  return new Promise((resolve) => {
    untyped.once(event, resolve);
  });
}

/** Collects what a socket hears from now on. */
export class Ear {
  readonly events: RoomEvent[] = [];
  readonly signals: SignalDelivery[] = [];
  readonly #socket: ClientSocket;

  constructor(socket: ClientSocket) {
    this.#socket = socket;
    socket.on('room:happened', (events) => this.events.push(...events));
    socket.on('peer:signalled', (delivery) => this.signals.push(delivery));
  }

  /** Resolves when `claim` holds, at the latest with the socket's next message. The test's own timeout ends the wait. */
  until(claim: (ear: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!claim(this)) return;
        this.#socket.offAny(check);
        resolve();
      };
      this.#socket.prependAny(() => queueMicrotask(check));
      check();
    });
  }
}

/**
 * Resolves when everything the service sent this socket so far has arrived: socket.io keeps the order, so the answer to a
 * question asked now comes after it.
 */
export async function settled(socket: ClientSocket): Promise<void> {
  await raw(socket, 'no:such-event');
}

function isAnswer(value: unknown): value is { ok: true; value: unknown } | { ok: false; error: { code: string } } {
  return typeof value === 'object' && value !== null && 'ok' in value;
}
