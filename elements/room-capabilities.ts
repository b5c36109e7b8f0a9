import { sends, type Participant, type RoomState, type RoomStatus } from '../src/index.js';

/** Whether the visitor is a member now, be the line to the service up or not. */
export function isInCall(status: RoomStatus): boolean {
  return status === 'joined' || status === 'reconnecting';
}

/** Whether a join is under way or has succeeded, so that leaving means something. */
export function isEngaged(status: RoomStatus): boolean {
  return isInCall(status) || status === 'joining' || status === 'waiting';
}

/** This visitor, as a member. */
export function oneself({ participants }: RoomState): Participant | undefined {
  return participants.find(({ self }) => self);
}

/** Whether the room's direction and one's role in it let this visitor send that kind now. */
export function maySend(room: RoomState, kind: 'audio' | 'video' | 'screen'): boolean {
  const role = oneself(room)?.role;
  return isInCall(room.status) && role !== undefined && room.policy !== undefined && sends(room.policy, role, kind);
}

/** Phones have no `getDisplayMedia`, nor has a page without a secure context. */
export function canShareScreens(): boolean {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  return typeof devices?.getDisplayMedia === 'function';
}
