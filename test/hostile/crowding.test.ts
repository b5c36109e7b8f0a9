import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { PeerSignal } from '../../src/protocol/index.js';
import { DEFAULT_LIMITS } from '../../server/signaling/limits.js';
import {
  ask,
  build,
  CANDIDATE,
  candidateNumbered,
  connect,
  Ear,
  GENEROUS,
  join,
  joinRequest,
  raw,
  settled,
  visitorOf,
} from '../../server/testing/app-under-test.js';
import type { ClientSocket } from '../../server/testing/app-under-test.js';
import { frame, handshake, heard } from './raw-web-socket.js';
import { codeOf, latencies, send } from './requests.js';

const TIMEOUT = { timeout: 90_000 };

/** A right signal, nearly as large as one may be. */
const LARGE = {
  kind: 'description' as const,
  attempt: 0,
  description: { type: 'offer' as const, sdp: 'x'.repeat(55_000) },
  offers: { revision: 0, held: { audio: false, video: false }, publications: [] },
} satisfies PeerSignal;

/** An owner whose socket reads nothing from here on; the kernel's buffers take some megabytes. */
async function pausedOwner(t: TestContext, url: string) {
  const opened = await handshake(t, url);
  assert.ok('socket' in opened);
  const { socket } = opened;
  socket.write(frame('40'));
  await heard(socket, '40{');
  socket.write(frame(`420["room:join",${JSON.stringify(joinRequest('tea'))}]`));
  await heard(socket, '430[');
  socket.pause();
  return socket;
}

// The ancestor buffers whatever anybody sends anybody, without end.
test(
  'A11, A24 viewers cannot have the owner cut off, however many and large the signals they send',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t);
    const owner = await pausedOwner(t, url);
    const viewers = await Promise.all(Array.from({ length: 12 }, () => connect(t, url)));
    const { snapshot } = await join(viewers[0]!, 'tea');
    const to = snapshot.members[0]!.userId;
    const ear = new Ear(viewers[0]!);
    await Promise.all(viewers.slice(1).map((viewer) => join(viewer, 'tea')));
    const signals = viewers.flatMap((viewer, index) =>
      // One of them goes on until it is cut off itself.
      Array.from({ length: index === 11 ? 300 : 40 }, () =>
        codeOf(raw(viewer, 'peer:signal', { room: 'tea', to, signal: LARGE })),
      ),
    );
    const codes = new Set(await Promise.all(signals));
    assert.deepEqual(codes, new Set([null, 'protocol/busy']));
    assert.deepEqual(
      ear.events.filter(({ type }) => type !== 'participant-joined'),
      [],
    );
    // It reads again, and is asked by somebody honest.
    owner.resume();
    await Promise.all([heard(owner, '"sdpMLineIndex":77'), untilGranted(viewers[0]!, to)]);
  },
);

test(
  'A11 who is away comes back to what honest people sent, whatever others sent in the meantime',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t, {}, { limits: GENEROUS });
    const [honest, owner] = [await connect(t, url), await connect(t, url)];
    const viewers = await Promise.all(Array.from({ length: 4 }, () => connect(t, url)));
    const visitor = await visitorOf(owner);
    const { userId, resumeToken, snapshot } = await join(owner, 'tea');
    const { userId: honestId } = await join(honest, 'tea');
    await Promise.all(viewers.map((viewer) => join(viewer, 'tea')));
    const ear = new Ear(honest);
    owner.io.engine.close();
    await ear.until(({ events }) => events.some((event) => event.type === 'participant-changed'));
    await ask(honest, 'peer:signal', { room: 'tea', to: userId, signal: CANDIDATE });
    const before = process.memoryUsage().rss;
    const large = () => viewers.map((viewer) => ask(viewer, 'peer:signal', { room: 'tea', to: userId, signal: LARGE }));
    for (let round = 0; round < 100; round += 1) await Promise.all(large());
    assert.ok(process.memoryUsage().rss - before < 60 * 1_048_576);

    const back = await connect(t, url, { visitor });
    const atBack = new Ear(back);
    await ask(back, 'room:resume', { room: 'tea', userId, resumeToken, sequence: snapshot.sequence });
    await ask(honest, 'peer:signal', { room: 'tea', to: userId, signal: candidateNumbered(1) });
    await atBack.until(({ signals }) => signals.filter(({ from }) => from === honestId).length === 2);
    const bytes = atBack.signals.filter(({ signal }) => signal.kind === 'description').length * 55_000;
    assert.ok(bytes > 0 && bytes <= DEFAULT_LIMITS.held.bytesPerMember, String(bytes));
    assert.deepEqual(
      ear.events.flatMap((event) => (event.type === 'participant-changed' ? [event.member.presence] : [])),
      ['suspended', 'online'],
    );
    await settled(back);
  },
);

test(
  'A11 a flood of right and large signals is cut off within a second, and the others do not notice',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t);
    const [flooder, a, b] = [await connect(t, url), await connect(t, url), await connect(t, url)];
    await join(a, 'tea');
    const { userId: to } = await join(b, 'tea');
    await join(flooder, 'tea');
    const quiet = await latencies(a, to, 50);
    const memory = process.memoryUsage().rss;
    // Processor time and not time that passes, in which the machine does other things as well; the flooder's is part of it.
    const before = process.cpuUsage();
    const closed = new Promise<NodeJS.CpuUsage>((resolve) => {
      flooder.once('disconnect', () => resolve(process.cpuUsage(before)));
    });
    flood(flooder, to, DEFAULT_LIMITS.refusals + 100);
    const busy = await latencies(a, to, 50);
    const { user, system } = await closed;
    assert.ok(user + system < 1_500_000, `${(user + system) / 1_000} ms`);
    assert.ok(busy < quiet + 50, `${quiet} ms, in the flood ${busy} ms`);
    assert.ok(process.memoryUsage().rss - memory < 150 * 1_048_576);
  },
);

/** The next portion goes when the one before has left, so that others get their turn in this process too. */
function flood(flooder: ClientSocket, to: string, times: number): void {
  for (let index = 0; index < 20; index += 1) send(flooder, 'peer:signal', { room: 'tea', to, signal: LARGE });
  if (times > 0 && flooder.connected) setImmediate(flood, flooder, to, times - 20);
}

/** As a page does that hears `protocol/busy`. */
async function untilGranted(socket: ClientSocket, to: string): Promise<void> {
  const request = { room: 'tea', to, signal: candidateNumbered(77) };
  while ((await codeOf(raw(socket, 'peer:signal', request))) === 'protocol/busy') await settled(socket);
}
