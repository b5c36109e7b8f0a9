import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelayedMessage } from '../../src/protocol/index.js';
import { DEFAULT_LIMITS } from '../signaling/limits.js';
import { ask, build, connect, join, POLICY, raw, settled } from '../testing/app-under-test.js';
import type { ClientSocket } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };
const FRAME = { room: 'tea', lane: 'chat', frame: 'AgAAAAEAAAAA' } as const;

function told(socket: ClientSocket): RelayedMessage[] {
  const messages: RelayedMessage[] = [];
  socket.on('peer:messaged', (message) => messages.push(message));
  return messages;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const answer = (await promise) as { ok: boolean; error?: { code: string } };
  return answer.ok ? 'nothing' : (answer.error?.code ?? 'no code');
}

test(
  'a relayed message reaches the addressed member alone, in order, from the sender the service knows',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t);
    const [a, b, c] = [await connect(t, url), await connect(t, url), await connect(t, url)];
    const [first, second] = [await join(a, 'tea'), await join(b, 'tea')];
    await join(c, 'tea');
    const [atB, atC] = [told(b), told(c)];
    const frames = Array.from({ length: 50 }, (_, index) => Buffer.from(`frame ${index}`).toString('base64'));
    await Promise.all(frames.map((frame) => ask(a, 'peer:message', { ...FRAME, frame, to: second.userId })));
    await Promise.all([settled(b), settled(c)]);
    assert.deepEqual(
      atB,
      frames.map((frame) => ({ ...FRAME, frame, from: first.userId })),
    );
    assert.deepEqual(atC, []);
  },
);

test(
  'a room without data relays none, and neither do strangers or those the direction does not connect',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t);
    const [a, b, c] = [await connect(t, url), await connect(t, url), await connect(t, url)];
    const session = { ...POLICY.session, data: false };
    await join(a, 'silent', { policy: { session } });
    const deaf = await join(b, 'silent');
    const send = (socket: ClientSocket, room: string, to: string) =>
      codeOf(raw(socket, 'peer:message', { ...FRAME, room, to }));
    assert.equal(await send(a, 'silent', deaf.userId), 'room/not-allowed');
    assert.equal(await send(c, 'silent', deaf.userId), 'protocol/not-in-room');
    assert.equal(await send(a, 'silent', 'nobody'), 'protocol/no-such-participant');
    await join(a, 'star', { policy: { direction: 'one-way' } });
    const [one, other] = [await join(b, 'star'), await join(c, 'star')];
    assert.equal(await send(b, 'star', other.userId), 'room/not-allowed');
    assert.equal(await send(a, 'star', one.userId), 'nothing');
  },
);

test('what is no frame, or too large for one, is refused', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  await join(a, 'tea');
  const { userId: to } = await join(b, 'tea');
  const send = (fields: object) => codeOf(raw(a, 'peer:message', { ...FRAME, to, ...fields }));
  for (const fields of [{ frame: '' }, { frame: 'no base64!' }, { frame: 5 }, { lane: 'files' }, { more: 1 }]) {
    assert.equal(await send(fields), 'protocol/invalid');
  }
  assert.equal(await send({ frame: Buffer.alloc(32_770).toString('base64') }), 'protocol/invalid');
  assert.equal(await send({ frame: Buffer.alloc(32_768).toString('base64') }), 'nothing');
});

test('who relays more than a conversation is told to wait, and can do all else meanwhile', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  await join(a, 'tea');
  const { userId: to } = await join(b, 'tea');
  const { burst } = DEFAULT_LIMITS.perSocket.relay;
  const sends = Array.from({ length: burst + 100 }, () => codeOf(raw(a, 'peer:message', { ...FRAME, to })));
  const codes = await Promise.all(sends);
  assert.equal(codes.filter((code) => code === 'protocol/busy').length >= 50, true);
  assert.equal(codes.filter((code) => code === 'nothing').length >= burst, true);
  await ask(a, 'member:update', { room: 'tea', displayName: 'Ada' });
});

test('nothing is kept for somebody whose socket is away', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  await join(a, 'tea');
  const { userId: to } = await join(b, 'tea');
  const suspended = new Promise<void>((resolve) => {
    a.on('room:happened', (events) => {
      const gone = events.some(
        (event) => event.type === 'participant-changed' && event.member.presence === 'suspended',
      );
      if (gone) resolve();
    });
  });
  // Broken, not closed.
  b.io.engine.close();
  await suspended;
  assert.equal(await codeOf(raw(a, 'peer:message', { ...FRAME, to })), 'protocol/busy');
});
