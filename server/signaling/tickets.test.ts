import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { Tickets } from './tickets.js';
import { VisitorIds } from './visitor-ids.js';

const DOOR = { name: 'tea', epoch: 'e1', password: { salt: 's', hash: 'h' } };
const SECRET = randomBytes(32);

/** A clock a test can turn. */
function clock(startsAt = 1_800_000_000_500) {
  let now = startsAt;
  return { now: () => now, turn: (ms: number) => void (now += ms) };
}

test('a ticket is known on every node with the secret, and on no other', () => {
  const ticket = new Tickets(SECRET).issue(DOOR, 60);
  assert.equal(new Tickets(SECRET).admits(ticket, DOOR), true);
  assert.equal(new Tickets(randomBytes(32)).admits(ticket, DOOR), false);
});

test('it is for one room, as it was opened then, with the password it had then', () => {
  const tickets = new Tickets(SECRET);
  const doors = [
    DOOR,
    { ...DOOR, name: 'tea2' },
    { ...DOOR, name: 'te', epoch: 'ae1' },
    { ...DOOR, epoch: 'e2' },
    { ...DOOR, password: { salt: 's', hash: 'other' } },
    { ...DOOR, password: { salt: 's', hash: 'null' } },
    { ...DOOR, password: null },
  ];
  for (const issuedFor of doors) {
    const ticket = tickets.issue(issuedFor, 60);
    for (const door of doors) assert.equal(tickets.admits(ticket, door), door === issuedFor);
  }
});

test('it ends when it says, at the earliest after its lifetime', () => {
  const { now, turn } = clock();
  const tickets = new Tickets(SECRET, now);
  const ticket = tickets.issue(DOOR, 1);
  assert.match(ticket, /^1800000002\./);
  turn(1_499);
  assert.equal(tickets.admits(ticket, DOOR), true);
  turn(1);
  assert.equal(tickets.admits(ticket, DOOR), false);
});

test('a later end is another ticket', () => {
  const { now, turn } = clock();
  const tickets = new Tickets(SECRET, now);
  const [end, signature] = tickets.issue(DOOR, 1).split('.');
  turn(60_000);
  for (const later of [
    Number(end) + 3_600,
    `0${end}`,
    `${end}0`,
    `+${end}`,
    `${end}.5`,
    '9'.repeat(12),
    '9'.repeat(13),
  ]) {
    assert.equal(tickets.admits(`${later}.${signature}`, DOOR), false);
  }
});

test('no change of a character makes another ticket', () => {
  const tickets = new Tickets(SECRET);
  const ticket = tickets.issue(DOOR, 60);
  fc.assert(
    fc.property(
      fc.nat(ticket.length - 1),
      fc.constantFrom(...'A Z a z 0 9 - _ . = + /'.split(' '), ' '),
      (at, character) => {
        const changed = ticket.slice(0, at) + character + ticket.slice(at + 1);
        assert.equal(tickets.admits(changed, DOOR), changed === ticket);
      },
    ),
  );
});

test('what else the service signs, or somebody makes up, is none', () => {
  const tickets = new Tickets(SECRET);
  const ticket = tickets.issue(DOOR, 60);
  const { signed } = new VisitorIds(SECRET).issue();
  const [end] = ticket.split('.');
  for (const shown of [
    signed,
    `${end}.${signed.split('.')[1]}`,
    '',
    '.',
    `${end}`,
    `${end}.`,
    `${ticket}=`,
    ` ${ticket}`,
    `${ticket}\n`,
    `${end}.${'A'.repeat(43)}`,
    'é'.repeat(54),
    'x'.repeat(100_000),
  ]) {
    assert.equal(tickets.admits(shown, DOOR), false, shown.slice(0, 80));
  }
});

test('nothing of the room is in it', () => {
  const ticket = new Tickets(SECRET).issue(
    { name: 'secret-name', epoch: 'EPOCH', password: { salt: 'SALT', hash: 'HASH' } },
    60,
  );
  const told = `${ticket}${Buffer.from(ticket.split('.')[1] ?? '', 'base64url').toString('latin1')}`;
  for (const secret of ['secret-name', 'EPOCH', 'SALT', 'HASH']) assert.ok(!told.includes(secret));
});
