import type { MuteRequest, Waiting } from '../protocol/index.js';
import { RoomEvent } from './room-event.js';
import type { Participant } from './room-state.js';

/** A participant as an event's detail: what JSON can carry. */
export interface ParticipantDetail {
  readonly userId: string;
  readonly displayName: string;
  readonly role: Participant['role'];
  readonly extra: unknown;
  readonly hand: boolean;
  readonly presence: Participant['presence'];
  readonly self: boolean;
}

export function participantDetail(participant: Participant): ParticipantDetail {
  const { userId, displayName, role, extra, hand, presence, self } = participant;
  return { userId, displayName, role, extra, hand, presence, self };
}

export class RtcParticipantJoinedEvent extends RoomEvent<{ participant: ParticipantDetail }> {
  static readonly type = 'rtc-participant-joined';
  readonly participant: Participant;
  constructor(participant: Participant) {
    super(RtcParticipantJoinedEvent.type, { participant: participantDetail(participant) });
    this.participant = participant;
  }
}

export class RtcParticipantLeftEvent extends RoomEvent<{ participant: ParticipantDetail; reason: string }> {
  static readonly type = 'rtc-participant-left';
  readonly participant: Participant;
  constructor(participant: Participant, reason: string) {
    super(RtcParticipantLeftEvent.type, { participant: participantDetail(participant), reason });
    this.participant = participant;
  }
}

/** What can change about somebody who is in the room. */
export const PARTICIPANT_FIELDS = ['displayName', 'extra', 'role', 'hand', 'presence'] as const;
export type ParticipantField = (typeof PARTICIPANT_FIELDS)[number];

export class RtcParticipantChangeEvent extends RoomEvent<{
  participant: ParticipantDetail;
  changed: readonly ParticipantField[];
}> {
  static readonly type = 'rtc-participant-change';
  readonly participant: Participant;
  constructor(participant: Participant, changed: readonly ParticipantField[]) {
    super(RtcParticipantChangeEvent.type, { participant: participantDetail(participant), changed });
    this.participant = participant;
  }
}

export class RtcHandChangeEvent extends RoomEvent<{ userId: string; raised: boolean }> {
  static readonly type = 'rtc-hand-change';
  constructor(userId: string, raised: boolean) {
    super(RtcHandChangeEvent.type, { userId, raised });
  }
}

/** Somebody waits to be admitted; told to those who may admit, and pending until they do or deny. */
export class RtcJoinRequestEvent extends RoomEvent<Waiting> {
  static readonly type = 'rtc-join-request';
  constructor({ userId, displayName, extra }: Waiting) {
    super(RtcJoinRequestEvent.type, { userId, displayName, extra });
  }
}

export class RtcOwnerChangeEvent extends RoomEvent<{ userId: string; previous: string | null }> {
  static readonly type = 'rtc-owner-change';
  constructor(userId: string, previous: string | null) {
    super(RtcOwnerChangeEvent.type, { userId, previous });
  }
}

export class RtcConnectionChangeEvent extends RoomEvent<{
  userId: string;
  state: Participant['connection'];
  quality: Participant['quality'];
  relayed: boolean;
}> {
  static readonly type = 'rtc-connection-change';
  constructor({ userId, connection: state, quality, relayed }: Participant) {
    super(RtcConnectionChangeEvent.type, { userId, state, quality, relayed });
  }
}

/** A moderator has muted something of this visitor's; it is done already. */
export class RtcMuteRequestEvent extends RoomEvent<MuteRequest> {
  static readonly type = 'rtc-mute-request';
  constructor({ from, kind }: MuteRequest) {
    super(RtcMuteRequestEvent.type, { from, kind });
  }
}
