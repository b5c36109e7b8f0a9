import type { RoomStatus } from '../src/index.js';

/** Whether the visitor is a member now, be the line to the service up or not. */
export function isInCall(status: RoomStatus): boolean {
  return status === 'joined' || status === 'reconnecting';
}

/** Whether a join is under way or has succeeded, so that leaving means something. */
export function isEngaged(status: RoomStatus): boolean {
  return isInCall(status) || status === 'joining' || status === 'waiting';
}

/** Phones have no `getDisplayMedia`, nor has a page without a secure context. */
export function canShareScreens(): boolean {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  return typeof devices?.getDisplayMedia === 'function';
}
