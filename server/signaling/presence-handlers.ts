import { ListRequestSchema, PresenceRequestSchema } from '../../src/protocol/index.js';
import type { RoomStore } from '../rooms/room-store.js';
import { presenceOf } from '../rooms/room-view.js';
import { listRooms } from './room-lists.js';
import type { RoomLists } from './room-lists.js';
import { route } from './route.js';
import type { Route } from './route.js';

/** Looking at rooms from outside: `presence:check` and `rooms:*`. */
export function presenceHandlers(store: Pick<RoomStore, 'read' | 'listed'>, lists: RoomLists): readonly Route[] {
  return [
    route('presence:check', PresenceRequestSchema, async (_call, { room }) => presenceOf(await store.read(room))),
    route('rooms:list', ListRequestSchema, (_call, { identifier }) => listRooms(store, identifier)),
    route('rooms:watch', ListRequestSchema, ({ visitor }, { identifier }) => lists.watch(visitor, identifier)),
    route('rooms:unwatch', ListRequestSchema, async ({ visitor }, { identifier }) => {
      lists.unwatch(visitor, identifier);
      return null;
    }),
  ];
}
