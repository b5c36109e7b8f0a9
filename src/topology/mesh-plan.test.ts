import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Direction, Role, RoomPolicy } from '../protocol/index.js';
import { meshPlan } from './mesh-plan.js';

function policy(direction: Direction): RoomPolicy {
  return {
    session: { audio: true, video: true, screen: true, data: true },
    twoWay: { audio: false, video: false, screen: false },
    direction,
    maxParticipants: 50,
    waitingRoom: false,
    closeWithOwner: false,
    listed: null,
  };
}

const MEMBERS: readonly { userId: string; role: Role }[] = [
  { userId: 'ada', role: 'owner' },
  { userId: 'ben', role: 'participant' },
  { userId: 'cleo', role: 'viewer' },
];

function plans(direction: Direction, members = MEMBERS): Record<string, string> {
  return Object.fromEntries(
    members.map(({ userId: self }) => [
      self,
      [...meshPlan({ self, policy: policy(direction), members })]
        .map(([userId, { initiates }]) => `${userId}${initiates ? ' →' : ' ←'}`)
        .join(', '),
    ]),
  );
}

test('everybody with everybody, and who came later makes the first offer', () => {
  assert.deepEqual(plans('many-to-many'), { ada: 'ben ←, cleo ←', ben: 'ada →, cleo ←', cleo: 'ada →, ben →' });
});

test('in a star the others are connected with the owner alone, whoever that is by now', () => {
  assert.deepEqual(plans('one-way'), { ada: 'ben ←, cleo ←', ben: 'ada →', cleo: 'ada →' });
  const handedOver = MEMBERS.map(
    ({ userId }) => ({ userId, role: userId === 'ben' ? 'owner' : 'participant' }) as const,
  );
  assert.deepEqual(plans('one-way', handedOver), { ada: 'ben ←', ben: 'ada →, cleo ←', cleo: 'ben →' });
});

test('who is not in the room is connected with nobody', () => {
  assert.equal(meshPlan({ self: 'dora', policy: policy('many-to-many'), members: MEMBERS }).size, 0);
});
