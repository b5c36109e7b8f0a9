import assert from 'node:assert/strict';
import { RtcError } from '../../../src/protocol/index.js';
import type { ErrorCode, RoomEvent } from '../../../src/protocol/index.js';
import { decide } from '../decide.js';
import type { RoomCommand } from '../room-command.js';
import type { RoomRecord } from '../room-record.js';

/** A room on paper: commands one after the other, at a time the test sets. */
export function paper(...commands: RoomCommand[]) {
  let record: RoomRecord | undefined;
  let now = 1_000;
  const apply = (command: RoomCommand): readonly RoomEvent[] => {
    const decision = decide('r', record, command, now);
    record = decision.record;
    return decision.events;
  };
  for (const command of commands) apply(command);
  return {
    apply,
    types: (command: RoomCommand) => apply(command).map(({ type }) => type),
    refuses: (code: ErrorCode, command: RoomCommand) => {
      const before = record;
      assert.throws(
        () => apply(command),
        (error) => error instanceof RtcError && error.code === code,
      );
      assert.equal(record, before);
    },
    wait: (ms: number) => void (now += ms),
    get record() {
      return record;
    },
    /** `a owner, b participant`, suspended ones in brackets. */
    get people() {
      const people = (record?.members ?? []).map(({ userId, role, presence }) => {
        return presence === 'online' ? `${userId} ${role}` : `(${userId} ${role})`;
      });
      return people.join(', ');
    },
  };
}

export const SECRET = { salt: 's', hash: 'h' };
export const expire: RoomCommand = { type: 'expire', livingNodes: null };
export const admit = (userId: string, by = 'a'): RoomCommand => ({
  type: 'admit',
  by,
  userId,
  resumeHash: `claim-${userId}`,
});
export const eject = (by: string, userId: string, ban = false): RoomCommand => ({ type: 'eject', by, userId, ban });
export const role = (userId: string, to: 'moderator' | 'participant' | 'viewer', by = 'a'): RoomCommand => {
  return { type: 'set-role', by, userId, role: to };
};
export const hand = (by: string, userId: string, raised: boolean): RoomCommand => ({
  type: 'hand',
  by,
  userId,
  raised,
});
