import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Messages, type ReceivedMessage } from '../data/messages.js';
import { Chat } from './chat.js';
import { PLAIN_LINE } from './chat-log.js';
import type { ChatLine, RoomState } from './room-state.js';

const TIMEOUT = { timeout: 60_000 };

type Receive = (from: string, received: ReceivedMessage) => void;

/** People with a service between them that passes on at once; `receive` is what each does with what it hears. */
function people(t: TestContext, receive: Readonly<Record<string, Receive>>): ReadonlyMap<string, Messages> {
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  const { signal } = lifetime;
  const all = new Map<string, Messages>();
  for (const [self, hear] of Object.entries(receive)) {
    const relay = async (to: string, lane: 'chat' | 'messages', frame: Uint8Array<ArrayBuffer>): Promise<void> => {
      await Promise.resolve();
      all.get(to)?.receive(self, lane, frame, undefined);
    };
    const messages = new Messages({ relay, signal });
    messages.on('received', (received) => hear(received.from, received), { signal });
    all.set(self, messages);
  }
  for (const [self, messages] of all) {
    for (const other of all.keys()) if (other !== self) messages.reach(other, 'failed');
  }
  return all;
}

/** The chat of `userId` over `messages`, with what it knows so far. */
function chatOf(userId: string, messages: () => Messages, lines: readonly ChatLine[], history?: number) {
  // Of a room's state only this is read.
  let state = { userId, messages: lines, participants: [] } as unknown as RoomState;
  const chat = new Chat({
    state: () => state,
    tell: (fact) => {
      if (fact.type === 'chat') state = { ...state, ...fact.parts };
    },
    messages,
    everybody: () => [],
    history: () => history,
    signal: new AbortController().signal,
  });
  const receive: Receive = (from, { header, body }) => {
    if (header.type === 'chat:recall' || header.type === 'chat:history') chat.receive(from, header, body);
  };
  return { chat, receive, texts: () => state.messages.map(({ text, toldBy }) => [text, toldBy]) };
}

function said(text: string): ChatLine {
  return { ...PLAIN_LINE, id: text, from: 'ada', displayName: 'Ada', text, sentAt: 0 };
}

/** What Cleo, who is new, knows after it has asked Ada and Ben; Ada does what `first` says, or has nothing to tell. */
async function told(t: TestContext, first?: (ada: () => Messages) => Receive): Promise<unknown> {
  const lines = [said('one'), said('two')];
  let all: ReadonlyMap<string, Messages> = new Map();
  const messages = (userId: string) => (): Messages => all.get(userId)!;
  const ada = chatOf('ada', messages('ada'), lines, 0);
  const ben = chatOf('ben', messages('ben'), lines);
  const cleo = chatOf('cleo', messages('cleo'), []);
  all = people(t, {
    ada: first?.(messages('ada')) ?? ada.receive,
    ben: ben.receive,
    cleo: cleo.receive,
  });
  await cleo.chat.recall(['ada', 'ben'], new AbortController().signal);
  return cleo.texts();
}

const BY_BEN = [
  ['one', 'ben'],
  ['two', 'ben'],
];

test('a newcomer asks the next one when the first has nothing to tell', TIMEOUT, async (t) => {
  const began = performance.now();
  assert.deepEqual(await told(t), BY_BEN);
  assert.ok(performance.now() - began < 4_000, 'at once');
});

test('a newcomer asks the next one when the first says nothing for five seconds', TIMEOUT, async (t) => {
  const heard: string[] = [];
  const first =
    (): Receive =>
    (_from, { header }) =>
      heard.push(header.type);
  assert.deepEqual(await told(t, first), BY_BEN);
  assert.deepEqual(heard, ['chat:recall']);
});

test('a newcomer asks the next one when the first tells what is no account', TIMEOUT, async (t) => {
  const body = new TextEncoder().encode('{"no":"account"}');
  const first =
    (ada: () => Messages): Receive =>
    (from) =>
      void ada().send('chat', { header: { type: 'chat:history' }, body }, [from]);
  assert.deepEqual(await told(t, first), BY_BEN);
});
