import type { FastifyBaseLogger } from 'fastify';
import { RtcError } from '../../src/protocol/index.js';
import type { Acknowledgement } from '../../src/protocol/index.js';
import type { EventKind } from './limits.js';
import type { Route } from './route.js';
import type { Visitor } from './visitor.js';

/** `flooding`: refused so often that the socket is to be closed. */
export type Verdict = 'granted' | 'busy' | 'flooding';

/** Whether one more event of this kind may be looked at. */
export type Limiter = (kind: EventKind) => Verdict;

type Answer = (acknowledgement: Acknowledgement<unknown>) => void;

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
    const { request, answer } = unpack(values);
    // socket.io lets an event's name be a number; ours are strings.
    const route = typeof event === 'string' ? routes.get(event) : undefined;
    const verdict = limit(route?.kind ?? 'unknown');
    switch (verdict) {
      case 'flooding':
        log.warn({ socketId: visitor.socket.id }, 'closed a socket that flooded');
        visitor.socket.disconnect(true);
        return;
      case 'busy':
        answer(refusal(new RtcError('protocol/busy', 'Too many messages; try again in a moment.')));
        return;
      case 'granted':
        void respond(visitor, route, request, answer, log);
        return;
      default:
        verdict satisfies never;
    }
  });
}

/** Never rejects. */
async function respond(
  visitor: Visitor,
  route: Route | undefined,
  request: readonly unknown[],
  answer: Answer,
  log: FastifyBaseLogger,
): Promise<void> {
  let settle: (yes: boolean) => void = () => undefined;
  const answered = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  let acknowledgement: Acknowledgement<unknown>;
  try {
    if (route === undefined) throw new RtcError('protocol/unknown-event', 'There is no such event.');
    if (request.length !== 1) throw new RtcError('protocol/invalid', 'An event carries one object.');
    acknowledgement = { ok: true, value: await route.run({ visitor, answered }, request[0]) };
  } catch (error) {
    if (!(error instanceof RtcError)) {
      log.error({ err: error, socketId: visitor.socket.id, event: route?.event }, 'a request failed');
    }
    acknowledgement = refusal(error);
  }
  answer(acknowledgement);
  settle(acknowledgement.ok);
}

/**
 * socket.io passes a function last if, and only if, the client asked for an acknowledgement: functions do not travel,
 * so anything else in its place is one more value. Who asked for none gets none.
 */
function unpack(values: readonly unknown[]): { request: readonly unknown[]; answer: Answer } {
  const last = values.at(-1);
  if (typeof last !== 'function') return { request: values, answer: () => undefined };
  return { request: values.slice(0, -1), answer: last as Answer };
}

/** What was thrown on purpose is told; anything else is our fault and none of the sender's business. */
function refusal(error: unknown): Acknowledgement<never> {
  const { code, message } =
    error instanceof RtcError ? error : new RtcError('protocol/internal', 'The service failed; it was not your fault.');
  return { ok: false, error: { code, message } };
}
