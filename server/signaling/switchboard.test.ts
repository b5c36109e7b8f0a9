import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { RING_MS, RtcError } from '../../src/protocol/index.js';
import { Nodes } from './nodes.js';
import type { NodeEvents, SignalingServer } from './nodes.js';
import { Switchboard } from './switchboard.js';
import { Telephones } from './telephones.js';
import { Visitor } from './visitor.js';
import type { VisitorSocket } from './visitor.js';

type Listener = (...values: unknown[]) => void;

/** Nodes that hear each other at once; those in `dead` hear nothing and say nothing. */
function installation(count: number) {
  const dead = new Set<number>();
  const listeners = Array.from({ length: count }, () => new Map<string, Listener>());
  return Array.from({ length: count }, (_, here) => {
    const others = () => listeners.filter((_map, index) => index !== here && !dead.has(index));
    const io = {
      on: (event: string, listener: Listener) => void listeners[here]?.set(event, listener),
      serverSideEmit: (event: keyof NodeEvents, note: unknown, done?: Listener) => {
        if (dead.has(here)) return;
        const answers: unknown[] = [];
        for (const node of others()) node.get(event)?.(note, (answer: unknown) => answers.push(answer));
        done?.(null, answers);
      },
    };
    const telephones = new Telephones();
    const nodes = new Nodes(io as unknown as SignalingServer, { isAlone: count === 1 });
    return { telephones, switchboard: new Switchboard(nodes, telephones), die: () => dead.add(here) };
  });
}

function person(id: string, visitorId = id) {
  const told: [string, unknown][] = [];
  const socket = { id, emit: (event: string, payload: unknown) => void told.push([event, payload]) };
  const visitor = new Visitor(socket as unknown as VisitorSocket, { visitorId, signed: null, address: '192.0.2.1' });
  const outcomes = () =>
    told.flatMap(([event, payload]) => (event === 'call:ended' ? [(payload as { outcome: string }).outcome] : []));
  return { visitor, told, outcomes };
}

function withTimers(t: TestContext): void {
  t.mock.timers.enable({ apis: ['setTimeout'] });
}

const refused = (code: string) => (error: unknown) => error instanceof RtcError && error.code === code;

test('a call nobody takes ends by itself for both, and both are free again', async (t) => {
  withTimers(t);
  const [node] = installation(1);
  const [ada, bob] = [person('ada'), person('bob')];
  node!.telephones.setName(bob.visitor, 'bob');
  await node!.switchboard.start(ada.visitor, 'bob', 'Ada');
  t.mock.timers.tick(RING_MS - 1);
  assert.deepEqual(ada.outcomes(), []);
  t.mock.timers.tick(1);
  assert.deepEqual([ada.outcomes(), bob.outcomes()], [['no-answer'], ['no-answer']]);
  assert.deepEqual([node!.telephones.isBusy(ada.visitor), node!.telephones.isBusy(bob.visitor)], [false, false]);
});

test('it rings on every node, and the first to answer has it on whichever', async (t) => {
  withTimers(t);
  const [one, two, three] = installation(3);
  const [ada, bob, cy] = [person('ada'), person('bob'), person('cy')];
  two!.telephones.setName(bob.visitor, 'desk');
  three!.telephones.setName(cy.visitor, 'desk');
  const callId = await one!.switchboard.start(ada.visitor, 'desk', 'Ada');
  assert.deepEqual([bob.told.length, cy.told.length], [1, 1]);
  const room = await three!.switchboard.answer(cy.visitor, callId);
  await assert.rejects(two!.switchboard.answer(bob.visitor, callId), refused('call/unknown'));
  assert.deepEqual([ada.outcomes(), bob.outcomes(), cy.outcomes()], [['answered'], ['elsewhere'], ['answered']]);
  assert.deepEqual(ada.told.at(-1), ['call:ended', { callId, outcome: 'answered', room }]);
  await assert.rejects(two!.switchboard.start(bob.visitor, 'desk', ''), refused('call/busy'));
});

test('who is busy here is not called from there', async (t) => {
  withTimers(t);
  const [one, two] = installation(2);
  const [ada, bob, cy] = [person('ada'), person('bob'), person('cy')];
  two!.telephones.setName(bob.visitor, 'bob');
  await one!.switchboard.start(ada.visitor, 'bob', '');
  await assert.rejects(one!.switchboard.start(cy.visitor, 'bob', ''), refused('call/busy'));
  await assert.rejects(one!.switchboard.start(cy.visitor, 'nobody', ''), refused('call/unreachable'));
});

test('declined on another node, in all tabs of the same person', async (t) => {
  withTimers(t);
  const [one, two] = installation(2);
  const [ada, tab, other] = [person('ada'), person('tab', 'bob'), person('other', 'bob')];
  one!.telephones.setName(tab.visitor, 'bob');
  two!.telephones.setName(other.visitor, 'bob');
  const callId = await one!.switchboard.start(ada.visitor, 'bob', '');
  await two!.switchboard.decline(other.visitor, callId);
  assert.deepEqual([ada.outcomes(), tab.outcomes()], [['declined'], ['declined']]);
});

test('when the caller’s node dies, the ringing ends by itself', async (t) => {
  withTimers(t);
  const [one, two] = installation(2);
  const [ada, bob] = [person('ada'), person('bob')];
  two!.telephones.setName(bob.visitor, 'bob');
  const callId = await one!.switchboard.start(ada.visitor, 'bob', '');
  one!.die();
  await assert.rejects(two!.switchboard.answer(bob.visitor, callId), refused('call/unknown'));
  t.mock.timers.tick(RING_MS + 5_000);
  assert.deepEqual(bob.outcomes(), ['no-answer']);
  assert.equal(two!.telephones.isBusy(bob.visitor), false);
});
