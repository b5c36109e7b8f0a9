import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FileMessageSchema } from '../src/protocol/file-message.js';
import { ERROR_CODES, MessageHeaderSchema, PeerMessageSchema, RoomEventSchema } from '../src/protocol/index.js';

const root = new URL('../../', import.meta.url);
const page = readFileSync(fileURLToPath(new URL('PROTOCOL.md', root)), 'utf8');

test('every error code is listed once, and no other', () => {
  const listed = [...page.matchAll(/^\| `([a-z]+\/[a-z-]+)` \|/gm)].map((match) => match[1]);
  assert.deepEqual([...listed].sort(), [...ERROR_CODES].sort());
});

test('every message between peers and every room event is described', () => {
  const types = [PeerMessageSchema, FileMessageSchema, MessageHeaderSchema, RoomEventSchema].flatMap(({ options }) =>
    options.map(({ entries }) => entries.type.literal),
  );
  for (const type of types) assert.ok(page.includes(type), `PROTOCOL.md does not describe ${type}`);
});

test('every socket.io event is described', () => {
  const source = readFileSync(fileURLToPath(new URL('src/protocol/socket-events.ts', root)), 'utf8');
  const events = [...source.matchAll(/^ {2}'([a-z]+:[a-z-]+)': /gm)].map((match) => match[1] ?? '');
  assert.ok(events.length >= 30);
  for (const event of events) assert.ok(page.includes(`\`${event}\``), `PROTOCOL.md does not describe ${event}`);
});
