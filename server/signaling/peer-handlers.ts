import { SignalRequestSchema } from '../../src/protocol/index.js';
import type { PeerRelay } from './peer-relay.js';
import { route } from './route.js';
import type { Route } from './route.js';

/** `peer:signal`: checks who, where and how big, and passes the rest on unread. */
export function peerHandlers(relay: PeerRelay): readonly Route[] {
  return [
    route('peer:signal', SignalRequestSchema, async ({ visitor }, { room, to, signal }) => {
      await relay.send(visitor.memberOf(room), to, signal);
      return null;
    }),
  ];
}
