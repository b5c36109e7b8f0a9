import { RtcError } from '../../src/protocol/index.js';
import { close, eject, expire, leave, suspend } from './decide-departure.js';
import { admit, deny, enter, open, resume } from './decide-entry.js';
import { lock, setHand, setPassword, setRole, transfer, update } from './decide-power.js';
import type { RoomCommand } from './room-command.js';
import { notInRoom, RoomDraft } from './room-draft.js';
import type { Decision } from './room-draft.js';
import type { RoomRecord } from './room-record.js';

/**
 * All rules of rooms: what `command` makes of the room called `name`, which is `record` (undefined: there is none) at
 * `now`, in store time (ms). Pure, so that a store may try it again after somebody else was faster. Throws the refusal.
 */
export function decide(name: string, record: RoomRecord | undefined, command: RoomCommand, now: number): Decision {
  if (record === undefined) return withoutRoom(name, command);
  const draft = new RoomDraft(record);
  apply(draft, command, now);
  return draft.finish();
}

function withoutRoom(name: string, command: RoomCommand): Decision {
  switch (command.type) {
    case 'enter':
      return open(name, command);
    case 'resume':
      throw new RtcError('room/expired', 'The membership is over.');
    // What these ask for is so already.
    case 'leave':
    case 'suspend':
    case 'withdraw':
    case 'expire':
      return { record: undefined, events: [] };
    default:
      throw notInRoom();
  }
}

function apply(draft: RoomDraft, command: RoomCommand, now: number): void {
  switch (command.type) {
    case 'enter':
      return enter(draft, command);
    case 'admit':
      return admit(draft, command, now);
    case 'deny':
      return deny(draft, command);
    case 'withdraw':
      return draft.endWaiting(command.userId);
    case 'resume':
      return resume(draft, command);
    case 'suspend':
      return suspend(draft, command, now);
    case 'expire':
      return expire(draft, command, now);
    case 'leave':
      return leave(draft, command);
    case 'eject':
      return eject(draft, command);
    case 'close':
      return close(draft, command);
    case 'set-role':
      return setRole(draft, command);
    case 'transfer':
      return transfer(draft, command);
    case 'lock':
      return lock(draft, command);
    case 'set-password':
      return setPassword(draft, command);
    case 'update':
      return update(draft, command);
    case 'hand':
      return setHand(draft, command);
    default:
      command satisfies never;
  }
}
