import { RtcError, SignalRequestSchema } from '../../src/protocol/index.js';
import type { Attendance } from './attendance.js';
import { route } from './route.js';
import type { Route } from './route.js';

/** `peer:signal`: checks who, where and how big, and passes the rest on unread. */
export function peerHandlers(attendance: Attendance): readonly Route[] {
  return [
    route('peer:signal', SignalRequestSchema, async ({ visitor }, { room, to, signal }) => {
      const sender = visitor.membershipOf(room);
      // Nobody can be told a name that is not known yet: before its admission a sender is not in the room.
      if (!(await sender.admitted)) throw new RtcError('protocol/not-in-room', 'This socket is not in the room.');
      const receiver = await attendance.find(room, to);
      receiver.socket.emit('peer:signalled', { room, from: sender.userId, signal });
      return null;
    }),
  ];
}
