import type { TestContext } from 'node:test';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { AnswerTo, ClientEvents, RoomEvent, ServerEvents, SignalDelivery } from '../../src/protocol/index.js';
import { buildApp } from '../app.js';
import type { AppParts } from '../app.js';
import { loadConfig } from '../config.js';
import type { Config } from '../config.js';

export type ClientSocket = Socket<ServerEvents, ClientEvents>;

/** Everything as an operator gets it by default, but for the noise. */
export function testConfig(changes: Partial<Config> = {}): Config {
  const loaded = loadConfig({ PORT: '0', RTC_LOG_LEVEL: 'silent' });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return { ...loaded.config, ...changes };
}

/** A listening service that ends with the test. */
export async function build(t: TestContext, changes: Partial<Config> = {}, parts: AppParts = {}) {
  const app = await buildApp(testConfig(changes), parts);
  t.after(() => app.close());
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, url };
}

/** A socket, connected. Rejects when it is refused. */
export async function connect(
  t: TestContext,
  url: string,
  headers: Record<string, string> = {},
): Promise<ClientSocket> {
  const socket: ClientSocket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  });
  t.after(() => socket.disconnect());
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

export const POLICY = {
  session: { audio: true, video: true, screen: false, data: true },
  maxParticipants: 50,
} as const;

export const CANDIDATE = {
  kind: 'candidate',
  candidate: {
    candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host',
    sdpMid: '0',
    sdpMLineIndex: 0,
    usernameFragment: null,
  },
} as const;

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

/** Sends whatever it is given and resolves with whatever comes back. */
export function raw(socket: ClientSocket, event: string, ...values: unknown[]): Promise<unknown> {
  const untyped: Socket = socket;
  return untyped.timeout(ANSWER_TIMEOUT_MS).emitWithAck(event, ...values);
}

export function join(
  socket: ClientSocket,
  room: string,
  changes: Partial<Parameters<ClientEvents['room:join']>[0]> = {},
) {
  return ask(socket, 'room:join', { room, displayName: '', extra: null, policy: POLICY, ...changes });
}

/** Collects what a socket hears from now on. */
export class Ear {
  readonly events: RoomEvent[] = [];
  readonly signals: SignalDelivery[] = [];
  readonly #socket: ClientSocket;

  constructor(socket: ClientSocket) {
    this.#socket = socket;
    socket.on('room:happened', (event) => this.events.push(event));
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
