/**
 * Every code an `RtcError` can carry: `area/what`, stable across releases, listed with its remedy in PROTOCOL.md.
 * A closed union, so that a page, a test and the service can only speak of codes that exist.
 */
export const ERROR_CODES = [
  // What the service refuses.
  'protocol/invalid',
  'protocol/unknown-event',
  'protocol/not-in-room',
  'protocol/already-in-room',
  'protocol/no-such-participant',
  'protocol/too-many-rooms',
  'protocol/busy',
  'protocol/internal',
  // Why a room does not let somebody in.
  'room/invalid-name',
  'room/full',
  'room/locked',
  'room/password',
  'room/banned',
  'room/denied',
  'room/missing',
  'room/exists',
  'room/closed',
  'room/replaced',
  'room/not-allowed',
  'room/not-joined',
  'room/interrupted',
  'room/expired',
  'room/unavailable',
  // Calling a person by name.
  'call/unreachable',
  'call/declined',
  'call/busy',
  'call/no-answer',
  'call/cancelled',
  'call/unknown',
  // The way to the service.
  'signaling/unreachable',
  'signaling/timeout',
  'signaling/invalid-url',
  // The way to a person.
  'connection/failed',
  'connection/no-route',
  'connection/description-refused',
  // Devices and screens.
  'media/denied',
  'media/dismissed',
  'media/blocked',
  'media/missing',
  'media/busy',
  'media/over-constrained',
  'media/insecure',
  'media/unsupported',
  'media/cancelled',
  'media/no-picture',
  'media/failed',
  'media/ended',
  'media/unknown',
  'media/too-many',
  // Messages and the channels that carry them.
  'data/closed',
  'data/too-large',
  'data/invalid',
  'data/unreachable',
  'data/backlog',
  'data/flooded',
  'data/timeout',
  'data/no-responder',
  'data/request-failed',
  // Files.
  'transfer/declined',
  'transfer/cancelled',
  'transfer/interrupted',
  'transfer/unknown',
  'transfer/size-mismatch',
  'transfer/too-many',
  'transfer/corrupt',
  'transfer/unreadable',
  'transfer/no-space',
  // What the page wrote.
  'attribute/invalid',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export type ErrorSeverity = 'fatal' | 'recoverable' | 'info';

export function isErrorCode(value: unknown): value is ErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(value);
}
