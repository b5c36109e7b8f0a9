import type { FastifyBaseLogger } from 'fastify';
import { RtcError } from '../../src/protocol/index.js';
import type { Acknowledgement, Answer } from '../../src/protocol/index.js';
import type { Counted } from './limits.js';
import { Outcome } from './outcome.js';
import type { Call, Route } from './route.js';
import type { Visitor } from './visitor.js';

/** `flooding`: refused so often that the socket is to be closed. */
export type Verdict = 'granted' | 'busy' | 'flooding';

/** Whether one more event of this kind may be looked at, or `amount` bytes more be passed on. */
export type Limiter = (kind: Counted, amount?: number) => Verdict;

type Reply = (answer: Answer<unknown>) => void;

/**
 * The only way from a socket into the service. Every event, known or not, goes the same way: limit → schema → authorise
 * and act (in the route) → acknowledge. The limit comes first, so that nonsense is paid for like sense and a flood costs
 * no parsing. Whatever a route does, the sender hears a code and the process lives.
 */
export function answerRequests(
  visitor: Visitor,
  routes: ReadonlyMap<string, Route>,
  limit: Limiter,
  log: FastifyBaseLogger,
): void {
  visitor.socket.onAny((event: unknown, ...values: unknown[]) => {
    const { request, reply } = unpack(visitor, values);
    // socket.io lets an event's name be a number; ours are strings.
    const route = typeof event === 'string' ? routes.get(event) : undefined;
    const verdict = limit(route?.kind ?? 'unknown');
    switch (verdict) {
      case 'flooding':
        closeFlooding(visitor, log);
        return;
      case 'busy':
        reply(refusal(tooMany()));
        return;
      case 'granted':
        void respond(new OpenCall(visitor, limit, log), route, request, reply, log);
        return;
      default:
        verdict satisfies never;
    }
  });
}

class OpenCall implements Call {
  readonly outcome = new Outcome();
  readonly visitor: Visitor;
  readonly #limit: Limiter;
  readonly #log: FastifyBaseLogger;

  constructor(visitor: Visitor, limit: Limiter, log: FastifyBaseLogger) {
    this.visitor = visitor;
    this.#limit = limit;
    this.#log = log;
  }

  get answered(): Promise<boolean> {
    return this.outcome.settled;
  }

  carry(bytes: number): void {
    const verdict = this.#limit('signal-bytes', bytes);
    if (verdict === 'granted') return;
    if (verdict === 'flooding') closeFlooding(this.visitor, this.#log);
    throw tooMany();
  }
}

function closeFlooding({ socket }: Visitor, log: FastifyBaseLogger): void {
  log.warn({ socketId: socket.id }, 'closed a socket that flooded');
  socket.disconnect(true);
}

function tooMany(): RtcError {
  return new RtcError('protocol/busy', 'Too many messages; try again in a moment.');
}

/** Never rejects. */
async function respond(
  call: OpenCall,
  route: Route | undefined,
  request: readonly unknown[],
  reply: Reply,
  log: FastifyBaseLogger,
): Promise<void> {
  let answer: Answer<unknown>;
  try {
    if (route === undefined) throw new RtcError('protocol/unknown-event', 'There is no such event.');
    if (request.length !== 1) throw new RtcError('protocol/invalid', 'An event carries one object.');
    answer = { ok: true, value: await route.run(call, request[0]) };
  } catch (error) {
    if (!(error instanceof RtcError)) {
      log.error({ err: error, socketId: call.visitor.socket.id, event: route?.event }, 'a request failed');
    }
    answer = refusal(error);
  }
  reply(answer);
  call.outcome.settle(answer.ok);
}

/**
 * socket.io passes a function last if, and only if, the client asked for an acknowledgement: functions do not travel,
 * so anything else in its place is one more value. Who asked for none gets none.
 */
function unpack(visitor: Visitor, values: readonly unknown[]): { request: readonly unknown[]; reply: Reply } {
  const last = values.at(-1);
  if (typeof last !== 'function') return { request: values, reply: () => undefined };
  const acknowledge = last as (acknowledgement: Acknowledgement<unknown>) => void;
  return { request: values.slice(0, -1), reply: (answer) => acknowledge(visitor.told(answer)) };
}

/** What was thrown on purpose is told; anything else is our fault and none of the sender's business. */
function refusal(error: unknown): Answer<never> {
  const { code, message } =
    error instanceof RtcError ? error : new RtcError('protocol/internal', 'The service failed; it was not your fault.');
  return { ok: false, error: { code, message } };
}
