import * as v from 'valibot';
import {
  DEFAULT_MAX_PARTICIPANTS,
  DisplayNameSchema,
  ExtraSchema,
  MAX_PARTICIPANTS,
  RoomNameSchema,
  RtcError,
  type JoinRequest,
  type SessionKinds,
} from '../protocol/index.js';
import type { RoomOptions } from './room-options.js';
import { parseSession } from './session-string.js';

const DEFAULT_SESSION: SessionKinds = Object.freeze({ audio: true, video: true, screen: true, data: true });

/** Which kinds this visitor wants to send, by its own options; an unreadable `session` means the default. */
export function wantedKinds({ session }: RoomOptions): SessionKinds {
  return (session === undefined ? undefined : parseSession(session)) ?? DEFAULT_SESSION;
}

/** The join these options ask for. Throws what the service would refuse, before asking it. */
export function joinRequestOf(options: RoomOptions): JoinRequest {
  const room = v.safeParse(RoomNameSchema, options.name);
  if (!room.success) {
    throw new RtcError('room/invalid-name', 'A room needs a name of 1–128 characters without control characters.', {
      severity: 'fatal',
      hint: 'Set the name attribute.',
    });
  }
  const extra = v.safeParse(ExtraSchema, options.extra ?? null);
  if (!extra.success) {
    throw new RtcError('attribute/invalid', 'extra must be JSON of at most 8 KiB.', { severity: 'fatal' });
  }
  const displayName = v.safeParse(DisplayNameSchema, (options.displayName ?? '').trim());
  if (!displayName.success) {
    throw new RtcError('attribute/invalid', 'A display name has at most 64 characters and no control characters.', {
      severity: 'fatal',
    });
  }
  return {
    room: room.output,
    displayName: displayName.output,
    extra: extra.output,
    policy: { session: wantedKinds(options), maxParticipants: maxParticipantsOf(options) },
  };
}

function maxParticipantsOf({ maxParticipants }: RoomOptions): number {
  const valid = Number.isInteger(maxParticipants) && Number(maxParticipants) >= 1;
  return valid ? Math.min(Number(maxParticipants), MAX_PARTICIPANTS) : DEFAULT_MAX_PARTICIPANTS;
}
