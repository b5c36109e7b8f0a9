import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { accept, offerRandomFile } from './files.js';
import { Stage } from './stage.js';
import { until } from './until.js';
import { visitor, type Visitor } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

async function people(t: TestContext, count: number, options: Parameters<typeof visitor>[2] = {}): Promise<Visitor[]> {
  const all: Visitor[] = [];
  for (const displayName of ['Ada', 'Ben', 'Cleo'].slice(0, count)) {
    const person = await visitor(stage, t, options);
    await person.join({ name: t.name, session: 'data', displayName });
    all.push(person);
  }
  return all;
}

/** What was heard under a topic, in its order. */
function heardOf(person: Visitor, topic: string): Promise<unknown[]> {
  return person.run(
    (wanted) =>
      window.heard
        .filter(({ type, detail }) => type === 'rtc-message' && detail['topic'] === wanted)
        .map(({ detail }) => detail['data']),
    topic,
  );
}

test('three people: long text, JSON and bytes to all and to one, each once and in order', async (t) => {
  const [ada, ben, cleo] = (await people(t, 3)) as [Visitor, Visitor, Visitor];
  await Promise.all([ada, ben, cleo].map((person) => person.untilConnected(2)));
  const onlyBen = await ben.userId();
  await ben.run(() => {
    window.room.on('rtc-message', ({ data, detail }) => {
      if (data instanceof ArrayBuffer) document.title = `${String(detail.data)} ${new Uint8Array(data).join()}`;
    });
  }, null);
  await ada.run(async (to) => {
    const sent: Promise<void>[] = [];
    for (let index = 0; index < 100; index += 1) sent.push(window.room.send({ index }, { topic: 'count' }));
    sent.push(window.room.send('ä'.repeat(1_000_000), { topic: 'long' }));
    sent.push(window.room.send('x'.repeat(2_000_000), { topic: 'longer' }));
    sent.push(window.room.send(Uint8Array.of(1, 2, 3), { topic: 'bytes', to }));
    await Promise.all(sent);
  }, onlyBen);
  const expected = Array.from({ length: 100 }, (_, index) => ({ index }));
  for (const person of [ben, cleo]) {
    assert.deepEqual(await heardOf(person, 'count'), expected);
    for (const [topic, characters] of [
      ['long', 1_000_000],
      ['longer', 2_000_000],
    ] as const) {
      const lengths = (await heardOf(person, topic)).map((text) => String(text).length);
      assert.deepEqual(lengths, [characters], topic);
    }
  }
  assert.equal(await ben.run(() => document.title, null), 'null 1,2,3');
  assert.deepEqual(await heardOf(cleo, 'bytes'), []);
});

test('a page hears that the way to a person opens and closes, how long it is, and what cannot be delivered', async (t) => {
  const [ada, ben] = (await people(t, 2)) as [Visitor, Visitor];
  const userId = await ben.userId();
  const about = (wanted: string) => (detail: Record<string, unknown>) =>
    detail['userId'] === userId && detail['state'] === wanted;
  await ada.untilHeard('rtc-connection-change', about('connected'));
  const emoji = 'made by a family 👩‍👩‍👧‍👦 with a thumb 👍🏽 and a flag 🇪🇺';
  await ada.say(emoji);
  await ben.untilTold(emoji);
  const [stats] = await until(
    'the round trip',
    () => ada.run((person) => window.room.getStats(person), userId),
    (answers) => answers[0]?.transport.roundTripMs !== undefined,
  );
  assert.ok((stats?.transport.roundTripMs ?? -1) >= 0);
  await ada.run((person) => window.room.disconnectFrom(person), userId);
  await ada.untilHeard('rtc-connection-change', about('closed'));
  const code = await ada.run(
    (person) => window.room.send('hello', { to: person }).catch((error: unknown) => (error as { code: string }).code),
    userId,
  );
  assert.equal(code, 'protocol/no-such-participant');
  await ada.untilHeard('rtc-error', (detail) => detail['code'] === 'protocol/no-such-participant');
});

test('a line, an event and a request do not wait for a file that is on its way', async (t) => {
  const [ada, ben] = (await people(t, 2)) as [Visitor, Visitor];
  await Promise.all([ada, ben].map((person) => person.untilConnected(1)));
  const to = await ben.userId();
  await ben.run(() => window.room.respond('name', () => 'Ben'), null);
  await offerRandomFile(ada, 'long.bin', 128 * 1024 * 1024);
  await accept(ben, 'long.bin');
  await ben.until('the first bytes', ({ transfers: [file] }) => (file?.bytes ?? 0) > 0);
  const tookMs = await ada.run(async (person) => {
    const startedAt = performance.now();
    await Promise.all([window.room.send('a line'), window.room.send(1, { topic: 'event' })]);
    await window.room.request(person, 'name', null);
    return performance.now() - startedAt;
  }, to);
  const { transfers, messages } = await ben.state();
  t.diagnostic(`${Math.round(tookMs)} ms, ${transfers[0]?.bytes} bytes of the file by then`);
  assert.equal(transfers[0]?.status, 'transferring', 'the file is still on its way');
  assert.equal(messages.at(-1)?.text, 'a line');
  assert.deepEqual(await heardOf(ben, 'event'), [1]);
});

test('where the browser has no WebRTC at all, people talk through the service', async (t) => {
  const before = () => {
    // @ts-expect-error -- nobody may do this but whoever owns the browser
    delete window.RTCPeerConnection;
  };
  const [ada, ben] = (await people(t, 2, { before })) as [Visitor, Visitor];
  const to = await ben.userId();
  await ben.run(() => window.room.respond('name', () => 'Ben'), null);
  await ada.say('through the service');
  await ben.untilTold('through the service');
  assert.equal(await ada.run((userId) => window.room.request(userId, 'name', null), to), 'Ben');
  const text = 'x'.repeat(300_000);
  await ben.run((long) => window.room.send(long, { topic: 'long' }), text);
  assert.deepEqual(await heardOf(ada, 'long'), [text]);
  const cleo = await visitor(stage, t, { before });
  await cleo.join({ name: t.name, session: 'data', displayName: 'Cleo' });
  const { messages } = await cleo.untilTold('through the service');
  assert.ok(messages[0]?.toldBy, 'the history comes this way too');
});

test('one without WebRTC among two who have it hears and is heard by both', async (t) => {
  const [ada, ben] = (await people(t, 2)) as [Visitor, Visitor];
  await Promise.all([ada, ben].map((person) => person.untilConnected(1)));
  const cleo = await visitor(stage, t, {
    before: () => {
      // @ts-expect-error -- as above
      delete window.RTCPeerConnection;
    },
  });
  await cleo.join({ name: t.name, session: 'data', displayName: 'Cleo' });
  await Promise.all([cleo.say('from Cleo'), ada.say('from Ada')]);
  for (const person of [ada, ben, cleo]) {
    for (const text of ['from Cleo', 'from Ada']) await person.untilTold(text);
  }
  const { messages } = await ben.state();
  assert.equal(messages.length, 2);
});

test('a connection that ends in the middle of messages, again and again: each of them once and in order', async (t) => {
  const [ada, ben] = (await people(t, 2)) as [Visitor, Visitor];
  await Promise.all([ada, ben].map((person) => person.untilConnected(1)));
  const to = await ben.userId();
  await ada.run(() => {
    const texts = Array.from({ length: 400 }, (_, index) => `${index} ${'x'.repeat(index % 7 === 0 ? 60_000 : 10)}`);
    const sent = texts.map((text) => window.room.send(text, { topic: 'count' }));
    document.title = 'sending';
    void Promise.all(sent).then(() => (document.title = 'sent'));
  }, null);
  for (let cut = 0; cut < 5; cut += 1) {
    await until(
      'some more messages',
      async () => (await heardOf(ben, 'count')).length,
      (count) => count >= Math.min(400, cut * 40),
    );
    // Taken down in the middle of whatever is on its way, on both sides, and built anew.
    await ada.run(async (userId) => {
      await window.room.disconnectFrom(userId);
      await window.room.reconnectTo(userId);
    }, to);
  }
  await until(
    'all messages',
    () => ada.run(() => document.title, null),
    (title) => title === 'sent',
  );
  const numbers = (await heardOf(ben, 'count')).map((text) => Number(String(text).split(' ')[0]));
  assert.deepEqual(
    numbers,
    Array.from({ length: 400 }, (_, index) => index),
  );
});

test('A23 a page that floods is cut off; the other stays quick, its memory bounded, the room unharmed', async (t) => {
  const [ada, eve] = await withBareChannel(t);
  await eve.say('hello');
  const heapBefore = await ada.run(heapBytes, null);
  await ada.run(() => {
    document.title = '0';
    new PerformanceObserver((list) => {
      const longest = Math.max(Number(document.title), ...list.getEntries().map(({ duration }) => duration));
      document.title = String(longest);
    }).observe({ entryTypes: ['longtask'] });
  }, null);
  const flooding = eve.run(flood, null);
  const error = await ada.untilHeard('rtc-error', ({ code }) => code === 'data/flooded');
  assert.equal(error['severity'], 'info');
  const longestMs = Number(await ada.run(() => document.title, null));
  const { messages, participants } = await ada.state();
  t.diagnostic(`${messages.length} lines before it was cut off; longest task ${longestMs} ms`);
  const grownBytes = (await ada.run(heapBytes, null)) - heapBefore;
  assert.ok(grownBytes < 30_000_000, `the heap has grown by ${grownBytes} bytes`);
  // 50 to 80 ms where nothing else runs; a machine that others use as well may take several times that.
  assert.ok(longestMs < 1_000, `a task of ${longestMs} ms`);
  assert.ok(messages.length < 5_000, String(messages.length));
  assert.equal(participants.length, 2);
  const ben = await visitor(stage, t);
  await ben.join({ name: t.name, session: 'data', displayName: 'Ben' });
  const startedAt = performance.now();
  await ada.say('still here');
  await ben.untilTold('still here');
  assert.ok(performance.now() - startedAt < 20_000, 'nobody waits for who was cut off');
  await flooding;
  const { messages: lines } = await ada.state();
  assert.equal(lines.at(-1)?.status, 'sent');
});

test('A23 what is no frame is told once, and closes the channels when there is no end of it', async (t) => {
  const [ada, eve] = await withBareChannel(t);
  await eve.run(async () => {
    const { bare } = window as unknown as { readonly bare: RTCDataChannel };
    const closed = new Promise((resolve) => bare.addEventListener('close', resolve, { once: true }));
    const frames = ['text', '', new ArrayBuffer(3), new Uint8Array(200_000).fill(7).buffer];
    for (let count = 0; count < 300; count += 1) {
      if (bare.readyState === 'open') bare.send(frames[count % 4] as string);
    }
    await closed;
  }, null);
  const codes = await ada.run(
    () => window.heard.filter(({ type }) => type === 'rtc-error').map(({ detail }) => detail['code']),
    null,
  );
  assert.deepEqual(codes, ['data/invalid', 'data/flooded']);
  const ben = await visitor(stage, t);
  await ben.join({ name: t.name, session: 'data', displayName: 'Ben' });
  await ada.say('still here');
  await ben.untilTold('still here');
});

/** Ada, and Eve who has her hands on the channel of the chat. */
async function withBareChannel(t: TestContext): Promise<[Visitor, Visitor]> {
  const ada = await visitor(stage, t);
  await ada.join({ name: t.name, session: 'data', displayName: 'Ada' });
  const eve = await visitor(stage, t, {
    before: () => {
      const { createDataChannel } = RTCPeerConnection.prototype;
      RTCPeerConnection.prototype.createDataChannel = function create(...given) {
        const channel = createDataChannel.apply(this, given);
        if (channel.label === 'chat') Object.assign(window, { bare: channel });
        return channel;
      };
    },
  });
  await eve.join({ name: t.name, session: 'data', displayName: 'Eve' });
  await Promise.all([ada, eve].map((person) => person.untilConnected(1)));
  return [ada, eve];
}

/** In the page, in Chromium alone. */
function heapBytes(): number {
  return (performance as Performance & { readonly memory: { readonly usedJSHeapSize: number } }).memory.usedJSHeapSize;
}

/** In the page: a million lines that nobody gave credit for, past our own engine. */
async function flood(): Promise<void> {
  const { bare } = window as unknown as { readonly bare: RTCDataChannel };
  const header = JSON.stringify({ type: 'message:send', id: 'flood', direct: false, format: 'text', sentAt: 0 });
  const frame = new Uint8Array(9 + 2 + header.length + 5);
  const view = new DataView(frame.buffer);
  frame[0] = 2;
  view.setUint16(9, header.length);
  frame.set(new TextEncoder().encode(`${header}flood`), 11);
  bare.bufferedAmountLowThreshold = 1_000_000;
  // The engine has used the first numbers: what begins too low is dropped, so this begins there.
  for (let sequence = 1; sequence <= 1_000_000 && bare.readyState === 'open'; sequence += 1) {
    view.setUint32(1, sequence);
    bare.send(frame);
    if (bare.bufferedAmount > 4_000_000) {
      await new Promise((resolve) => {
        for (const type of ['bufferedamountlow', 'close']) bare.addEventListener(type, resolve, { once: true });
      });
    }
  }
}
