import { RelayMessageRequestSchema, RenewIceRequestSchema, SignalRequestSchema } from '../../src/protocol/index.js';
import { iceServersFor } from '../ice/ice-servers.js';
import type { IceServerSettings } from '../ice/ice-servers.js';
import type { PeerRelay } from './peer-relay.js';
import { route } from './route.js';
import type { Route } from './route.js';
import { sizeOf } from './signal-size.js';

/**
 * What one member sends another: checks who, where and how big, and passes the rest on unread. `ice:renew` is for members
 * alone, as relays cost.
 */
export function peerHandlers(relay: PeerRelay, ice: IceServerSettings): readonly Route[] {
  return [
    route('peer:signal', SignalRequestSchema, async (call, { room, to, signal }) => {
      call.carry(sizeOf(signal));
      await relay.send(call.visitor.memberOf(room), to, signal);
      return null;
    }),
    route('peer:message', RelayMessageRequestSchema, async ({ visitor }, { room, to, lane, frame }) => {
      await relay.pass(visitor.memberOf(room), to, { lane, frame });
      return null;
    }),

    route('ice:renew', RenewIceRequestSchema, async ({ visitor }, { room }) => {
      return iceServersFor(ice, { userId: visitor.memberOf(room).userId, host: visitor.host });
    }),
  ];
}
