import * as v from 'valibot';
import {
  DEFAULT_MAX_PARTICIPANTS,
  DisplayNameSchema,
  ENTRIES,
  ExtraSchema,
  ListIdentifierSchema,
  MAX_PARTICIPANTS,
  PasswordSchema,
  RoomNameSchema,
  RtcError,
  SAME_VISITOR_POLICIES,
  type JoinRequest,
  type Json,
  type RoomPolicy,
  type SessionKinds,
} from '../protocol/index.js';
import type { RoomOptions } from './room-options.js';
import { parseDirection, parseSession, type Session } from './session-string.js';

const DEFAULT_SESSION: Session = Object.freeze({
  kinds: { audio: true, video: true, screen: true, data: true },
  twoWay: { audio: false, video: false, screen: false },
});

function sessionOf({ session }: RoomOptions): Session {
  return (session === undefined ? undefined : parseSession(session)) ?? DEFAULT_SESSION;
}

/** Which kinds this visitor wants to send, by its own options; an unreadable `session` means the default. */
export function wantedKinds(options: RoomOptions): SessionKinds {
  return sessionOf(options).kinds;
}

/**
 * The join these options ask for. Throws what the service would refuse, before asking it. `wait` is whether a room that
 * nobody opened is waited for, where the entry is to join only.
 */
export function joinRequestOf(options: RoomOptions, { wait }: { readonly wait: boolean }): JoinRequest {
  const room = v.safeParse(RoomNameSchema, options.name);
  if (!room.success) {
    throw new RtcError('room/invalid-name', 'A room needs a name of 1–128 characters without control characters.', {
      severity: 'fatal',
      hint: 'Set the name attribute.',
    });
  }
  const { entry = 'open-or-join', sameVisitor = 'allow' } = options;
  return {
    room: room.output,
    entry: ENTRIES.includes(entry) ? entry : 'open-or-join',
    wait,
    displayName: displayNameOf(options.displayName),
    extra: extraOf(options.extra),
    password: passwordOf(options.password),
    // Nothing is told to a service that knows no tickets yet, unless there is one.
    ticket: options.ticket || undefined,
    sameVisitor: SAME_VISITOR_POLICIES.includes(sameVisitor) ? sameVisitor : 'allow',
    policy: policyOf(options),
  };
}

/** The room of two who call each other: nobody else's business, and no part of what the page says about its own room. */
export function callRoom(name: string): RoomOptions {
  return {
    name,
    entry: 'open-or-join',
    direction: 'one-to-one',
    maxParticipants: 2,
    password: undefined,
    listed: undefined,
    waitingRoom: false,
    closeWithOwner: false,
  };
}

/** Trimmed. Throws `attribute/invalid`. */
export function displayNameOf(text: string | undefined): string {
  const message = 'A display name has at most 64 characters and no control characters.';
  return checked(DisplayNameSchema, (text ?? '').trim(), message);
}

/** Throws `attribute/invalid`. */
export function extraOf(value: unknown): Json {
  return checked(ExtraSchema, value ?? null, 'extra must be JSON of at most 8 KiB.');
}

/** None when empty. Throws `attribute/invalid`. */
export function passwordOf(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  return checked(PasswordSchema, text, 'A password has at most 256 characters.');
}

function policyOf(options: RoomOptions): RoomPolicy {
  const { kinds, twoWay } = sessionOf(options);
  const direction = parseDirection(options.direction);
  const { listed } = options;
  return {
    session: kinds,
    twoWay,
    direction,
    maxParticipants: direction === 'one-to-one' ? Math.min(2, maxParticipantsOf(options)) : maxParticipantsOf(options),
    waitingRoom: options.waitingRoom === true,
    closeWithOwner: options.closeWithOwner === true,
    listed: listed === undefined ? null : checked(ListIdentifierSchema, listed, 'listed has at most 128 characters.'),
  };
}

function maxParticipantsOf({ maxParticipants }: RoomOptions): number {
  const valid = Number.isInteger(maxParticipants) && Number(maxParticipants) >= 1;
  return valid ? Math.min(Number(maxParticipants), MAX_PARTICIPANTS) : DEFAULT_MAX_PARTICIPANTS;
}

function checked<S extends v.GenericSchema>(schema: S, value: unknown, message: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new RtcError('attribute/invalid', message);
}
