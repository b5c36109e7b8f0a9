import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { messagesPair, type LoopbackSide } from '../data/message-loopback.js';
import { RtcError } from '../protocol/index.js';
import { MessageRequests, type Responder } from './message-requests.js';

const TIMEOUT = { timeout: 60_000 };

function pair(t: TestContext, responders: Readonly<Record<string, Responder>>) {
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  const { ada, ben, connect } = messagesPair(lifetime.signal);
  connect();
  const requestsOf = (side: LoopbackSide, answers: ReadonlyMap<string, Responder>): MessageRequests => {
    const requests = new MessageRequests({ messages: () => side.messages, responders: answers });
    side.messages.on(
      'received',
      ({ from, header, body }) => {
        const { type } = header;
        if (type === 'message:request' || type === 'message:response' || type === 'message:failure')
          requests.receive(from, header, body);
      },
      { signal: lifetime.signal },
    );
    return requests;
  };
  requestsOf(ben, new Map(Object.entries(responders)));
  const asking = requestsOf(ada, new Map());
  return { ask: (topic: string) => asking.request('ben', topic, null, {}) };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RtcError) return error.code;
    throw error;
  }
  return 'nothing';
}

test('A23 at most 64 requests of one person are answered at once, whatever else it asks for', TIMEOUT, async (t) => {
  let running = 0;
  let most = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const slow: Responder = async () => {
    running += 1;
    most = Math.max(most, running);
    // One too many ends at once, so that nothing waits for it here.
    if (running <= 64) await finished;
    running -= 1;
    return 'done';
  };
  const { ask } = pair(t, { slow });
  const answers = Array.from({ length: 64 }, () => ask('slow'));
  const refused: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const others = [...Array.from({ length: 64 }, () => 'nothing'), ...Array.from({ length: 64 }, () => 'slow')];
    refused.push(...(await Promise.all(others.map((topic) => codeOf(ask(topic))))));
  }
  finish();
  assert.deepEqual(new Set(await Promise.all(answers)), new Set(['done']));
  assert.equal(most, 64);
  assert.deepEqual(new Set(refused), new Set(['data/no-responder', 'data/request-failed']));
  assert.equal(await ask('slow'), 'done', 'there is room again');
});
