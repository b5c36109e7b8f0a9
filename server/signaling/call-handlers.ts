import { CallRequestSchema, CallStartRequestSchema, ReachableRequestSchema } from '../../src/protocol/index.js';
import { route } from './route.js';
import type { Route } from './route.js';
import type { Switchboard } from './switchboard.js';
import type { Telephones } from './telephones.js';

/** Calling a person by name: `reachable:set` and `call:*`. */
export function callHandlers(switchboard: Switchboard, telephones: Telephones): readonly Route[] {
  return [
    route('reachable:set', ReachableRequestSchema, async ({ visitor }, { name }) => {
      telephones.setName(visitor, name);
      return null;
    }),
    route('call:start', CallStartRequestSchema, async ({ visitor }, { name, displayName }) => ({
      callId: await switchboard.start(visitor, name, displayName),
    })),
    route('call:cancel', CallRequestSchema, async ({ visitor }, { callId }) => {
      switchboard.cancel(visitor, callId);
      return null;
    }),
    route('call:answer', CallRequestSchema, async ({ visitor }, { callId }) => ({
      room: await switchboard.answer(visitor, callId),
    })),
    route('call:decline', CallRequestSchema, async ({ visitor }, { callId }) => {
      await switchboard.decline(visitor, callId);
      return null;
    }),
  ];
}
