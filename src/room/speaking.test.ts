import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Topology } from '../topology/topology.js';
import type { RoomState } from './room-state.js';
import { Speaking } from './speaking.js';

/** A room with Ben, whose microphone is on; what the connection with him says of it is `getStats`’s to tell. */
function listening(t: TestContext, getStats: () => Promise<RTCStatsReport>) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  const track = {} as MediaStreamTrack;
  const stream = { getAudioTracks: () => [track] };
  const streams = [{ source: 'microphone', kinds: ['audio'], muted: { audio: false }, stream }];
  const connection = { getReceivers: () => [{ track, getSynchronizationSources: () => [], getStats }] };
  const speaking = new Speaking({
    // As far as they are read.
    state: () => ({ participants: [{ userId: 'ben', self: false, streams }] }) as unknown as RoomState,
    topology: () => ({ connectionTo: () => connection }) as unknown as Topology,
    tell: () => undefined,
    dispatch: () => true,
    changed: () => undefined,
    signal: lifetime.signal,
  });
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      t.mock.timers.tick(100);
      await new Promise(setImmediate);
    }
  };
  return { speaking, pass, signal: lifetime.signal };
}

const silence = async (): Promise<RTCStatsReport> => new Map();

describe('who listens to levels', () => {
  it('is told on although another listener fails, which its page hears of', async (t) => {
    const reported: unknown[] = [];
    Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) });
    const { speaking, pass, signal } = listening(t, silence);
    const failure = new Error('a page’s own');
    speaking.watch(() => {
      throw failure;
    }, signal);
    let told = 0;
    speaking.watch(() => (told += 1), signal);
    await pass(1_000);
    assert.ok(told >= 5, `${told} times`);
    assert.ok(reported.length >= 5 && reported.every((error) => error === failure));
  });

  for (const [what, getStats] of [
    ['fails to answer', () => Promise.reject(new DOMException('closed', 'InvalidStateError'))],
    ['never answers', () => new Promise<never>(() => undefined)],
  ] as const) {
    it(`is told on although a connection ${what}`, async (t) => {
      const { speaking, pass, signal } = listening(t, getStats);
      let told = 0;
      speaking.watch(() => (told += 1), signal);
      await pass(8_000);
      assert.ok(told >= 2, `${told} times`);
    });
  }
});
