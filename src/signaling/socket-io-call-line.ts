import { abortable } from '../base/abortable.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import { RtcError, type CallEnded, type ErrorCode } from '../protocol/index.js';
import type { CallLine, CallLineEvents } from './signaling-client.js';
import type { SocketIoConnection } from './socket-io-connection.js';

/** Reachable under one name for as long as `signal` lasts, again after every interruption. */
export class SocketIoCallLine extends TypedEventTarget<CallLineEvents> implements CallLine {
  readonly #connection: SocketIoConnection;
  readonly #rung = new Set<string>();

  constructor(connection: SocketIoConnection, name: string, signal: AbortSignal) {
    super();
    this.#connection = connection;
    connection.on(
      'call:rang',
      (call) => {
        this.#rung.add(call.callId);
        this.emit('rang', call);
      },
      { signal },
    );
    connection.on(
      'call:ended',
      ({ callId, outcome }) => {
        if (this.#rung.delete(callId)) this.emit('ended', { callId, outcome });
      },
      { signal },
    );
    // The service forgot who is reachable here; if it refuses now it has become another service, and nobody calls.
    connection.on('connect', () => void this.announce(name).catch(() => undefined), { signal });
    connection.on('disconnect', () => this.#hangUp(), { signal });
    signal.addEventListener('abort', () => void this.announce(null).catch(() => undefined), { once: true });
  }

  async announce(name: string | null): Promise<void> {
    await this.#connection.request('reachable:set', { name });
  }

  async answer(callId: string): Promise<string> {
    const { room } = await this.#connection.request('call:answer', { callId });
    return room;
  }

  async decline(callId: string): Promise<void> {
    await this.#connection.request('call:decline', { callId });
  }

  /** What rang was on the line that is lost. */
  #hangUp(): void {
    for (const callId of this.#rung) this.emit('ended', { callId, outcome: 'cancelled' });
    this.#rung.clear();
  }
}

const ERROR_OF = {
  declined: { code: 'call/declined', message: 'The call was declined.' },
  busy: { code: 'call/busy', message: 'The person called is in another call.' },
  'no-answer': { code: 'call/no-answer', message: 'Nobody answered the call.' },
  cancelled: { code: 'call/cancelled', message: 'The call was cancelled.' },
  elsewhere: { code: 'call/cancelled', message: 'The call was taken elsewhere.' },
} as const satisfies Record<Exclude<CallEnded['outcome'], 'answered'>, { code: ErrorCode; message: string }>;

/** Rings until somebody decides. Resolves with the room of the two; rejects with `call/…`, or cancels with the signal. */
export async function ring(
  connection: SocketIoConnection,
  call: { readonly name: string; readonly displayName: string },
  signal: AbortSignal,
): Promise<string> {
  const over = new AbortController();
  try {
    const ended = outcomes(connection, over.signal);
    const starting = connection.request('call:start', call);
    // A call that starts after it was given up must not ring on.
    signal.addEventListener(
      'abort',
      () =>
        void starting.then(
          ({ callId }) => cancel(connection, callId),
          () => undefined,
        ),
      {
        signal: over.signal,
      },
    );
    const { callId } = await abortable(starting, signal);
    const { outcome, room } = await abortable(ended(callId), signal);
    if (outcome !== 'answered') throw refusal(outcome);
    if (room === null) throw new RtcError('protocol/invalid', 'The service answered a call without a room.');
    return room;
  } finally {
    over.abort();
  }
}

function refusal(outcome: Exclude<CallEnded['outcome'], 'answered'>): RtcError {
  const { code, message } = ERROR_OF[outcome];
  return new RtcError(code, message);
}

function cancel(connection: SocketIoConnection, callId: string): void {
  // Over already, or the service is gone and ends the call by itself.
  connection.request('call:cancel', { callId }).catch(() => undefined);
}

/** Outcomes by call, also of one that is told before the start is answered. */
function outcomes(connection: SocketIoConnection, signal: AbortSignal): (callId: string) => Promise<CallEnded> {
  const told = new Map<string, CallEnded>();
  let listen: ((ended: CallEnded) => void) | undefined;
  let fail: ((error: unknown) => void) | undefined;
  connection.on(
    'call:ended',
    (ended) => {
      told.set(ended.callId, ended);
      listen?.(ended);
    },
    { signal },
  );
  connection.on(
    'disconnect',
    () => fail?.(new RtcError('signaling/unreachable', 'The line to the service was lost.')),
    { signal },
  );
  return (callId) =>
    new Promise((resolve, reject) => {
      const known = told.get(callId);
      if (known !== undefined) resolve(known);
      listen = (ended) => ended.callId === callId && resolve(ended);
      fail = reject;
    });
}
