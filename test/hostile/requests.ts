import type { ClientEvents } from '../../src/protocol/index.js';
import { ask, CANDIDATE, JOIN, raw } from '../../server/testing/app-under-test.js';
import type { ClientSocket } from '../../server/testing/app-under-test.js';

const room = 'tea';
const userId = 'somebody';
const callId = 'some-call';

/** A request of every event that is right in itself, for a room called `tea`. */
export const RIGHT: { readonly [E in keyof ClientEvents]: Parameters<ClientEvents[E]>[0] } = {
  'room:join': JOIN,
  'room:resume': { room, userId, resumeToken: 'x'.repeat(43), sequence: 0 },
  'room:leave': { room },
  'room:close': { room },
  'room:lock': { room, locked: true },
  'room:password': { room, password: 'x' },
  'room:ticket': { room },
  'room:transfer': { room, userId },
  'member:update': { room, displayName: 'x' },
  'member:hand': { room, userId, raised: true },
  'member:role': { room, userId, role: 'moderator' },
  'member:eject': { room, userId, ban: true },
  'member:mute': { room, userId, kind: 'audio' },
  'waiting:admit': { room, userId },
  'waiting:deny': { room, userId },
  'ice:renew': { room },
  'presence:check': { room },
  'rooms:list': { identifier: '' },
  'rooms:watch': { identifier: '' },
  'rooms:unwatch': { identifier: '' },
  'reachable:set': { name: 'ada' },
  'call:start': { name: 'nobody', displayName: '' },
  'call:cancel': { callId },
  'call:answer': { callId },
  'call:decline': { callId },
  'peer:signal': { room, to: userId, signal: CANDIDATE },
  'peer:message': { room, to: userId, lane: 'chat', frame: 'AQAAAAEAAAAA' },
};

export const EVENTS = Object.keys(RIGHT) as (keyof ClientEvents)[];

/** The code of a refusal, null for a yes. */
export async function codeOf(answer: Promise<unknown>): Promise<string | null> {
  const acknowledgement = (await answer) as { ok: boolean; error?: { code: string } };
  return acknowledgement.ok ? null : (acknowledgement.error?.code ?? 'no code');
}

/** What the service says to a request, as a code. */
export function refusalOf(socket: ClientSocket, event: string, request: unknown): Promise<string | null> {
  return codeOf(raw(socket, event, request));
}

/** Without asking for an acknowledgement. */
export function send(socket: ClientSocket, event: string, ...values: unknown[]): void {
  const untyped: { emit(event: string, ...values: unknown[]): unknown } = socket;
  untyped.emit(event, ...values);
}

/** The middle of how long `times` signals take, in ms: single ones wait for whatever else the machine does. */
export async function latencies(socket: ClientSocket, to: string, times: number): Promise<number> {
  const taken: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const startedAt = performance.now();
    await ask(socket, 'peer:signal', { room: 'tea', to, signal: CANDIDATE });
    taken.push(performance.now() - startedAt);
  }
  return taken.sort((one, other) => one - other)[Math.floor(times / 2)] ?? NaN;
}
