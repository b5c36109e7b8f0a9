import * as v from 'valibot';
import { RtcError } from '../../src/protocol/index.js';
import type { AnswerTo, ClientEvents } from '../../src/protocol/index.js';
import { KIND_OF } from './limits.js';
import type { EventKind } from './limits.js';
import type { Visitor } from './visitor.js';

type RequestOf<E extends keyof ClientEvents> = Parameters<ClientEvents[E]>[0];

/** Who asks, and how it went. */
export interface Call {
  readonly visitor: Visitor;
  /** Settles right after the answer was sent: whether it was a yes. */
  readonly answered: Promise<boolean>;
  /** Counts what is about to be passed on. Throws `protocol/busy` when it is too much, and closes the socket of a flood. */
  carry(bytes: number): void;
}

/** An event a client may send, ready to be called with whatever came off the wire. */
export interface Route {
  readonly event: keyof ClientEvents;
  /** Which limit it counts against. */
  readonly kind: EventKind;
  /** Rejects with `protocol/invalid` or what `act` rejects with. */
  run(call: Call, request: unknown): Promise<unknown>;
}

/** Ties an event's name, its schema and its answer's type together, so that a mismatch does not compile. */
export function route<E extends keyof ClientEvents>(
  event: E,
  schema: v.GenericSchema<unknown, RequestOf<E>>,
  act: (call: Call, request: RequestOf<E>) => Promise<AnswerTo<E>>,
): Route {
  return {
    event,
    kind: KIND_OF[event],
    async run(call, request) {
      const parsed = v.safeParse(schema, request, { abortEarly: true });
      if (!parsed.success) throw new RtcError('protocol/invalid', complaint(parsed.issues[0]));
      return act(call, parsed.output);
    },
  };
}

/** valibot quotes what it received, which may be most of a message; nobody needs that back. */
const COMPLAINT_CHARACTERS = 200;

function complaint(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return `${path === null ? 'request' : path}: ${issue.message}`.slice(0, COMPLAINT_CHARACTERS);
}
