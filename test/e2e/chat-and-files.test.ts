import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { accept, FIVE_MEGABYTES, offered, offerRandomFile, receivedDigest, untilTransfer } from './files.js';
import { Stage } from './stage.js';
import { until } from './until.js';
import { visitor, type Visitor } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

async function pair(t: TestContext): Promise<[Visitor, Visitor]> {
  const [ada, ben] = [await visitor(stage, t), await visitor(stage, t)];
  await ada.join({ name: t.name, session: 'data', displayName: 'Ada' });
  await ben.join({ name: t.name, session: 'data', displayName: 'Ben' });
  await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
  return [ada, ben];
}

test('chat lines pass both ways, with name and order, and a line is sent when the other has it', async (t) => {
  const [ada, ben] = await pair(t);
  await ada.say('one');
  await ada.say('two <b>bold</b>');
  await ben.say('three');
  const { messages } = await ada.untilTold('three');
  assert.deepEqual(
    messages.map(({ text, displayName, self, status }) => [text, displayName, self, status]),
    [
      ['one', 'Ada', true, 'sent'],
      ['two <b>bold</b>', 'Ada', true, 'sent'],
      ['three', 'Ben', false, 'received'],
    ],
  );
  const heard = await ben.untilHeard('rtc-message', ({ data }) => data === 'one');
  assert.deepEqual([heard['from'], heard['topic']], [await ada.userId(), null]);
});

test('a line for one person reaches nobody else', async (t) => {
  const [ada, ben] = await pair(t);
  const cleo = await visitor(stage, t);
  await cleo.join({ name: t.name, session: 'data' });
  await Promise.all([ada, ben, cleo].map((person) => person.untilConnected(2)));
  await ada.say('between us', await ben.userId());
  await ada.say('for all');
  const { messages } = await cleo.untilTold('for all');
  assert.deepEqual(
    messages.map(({ text }) => text),
    ['for all'],
  );
  await ben.untilTold('between us');
});

test('JSON under a topic is an event and no line of the chat', async (t) => {
  const [ada, ben] = await pair(t);
  await ada.run(() => window.room.send({ at: [1, 2] }, { topic: 'cursor' }), null);
  const { data } = await ben.untilHeard('rtc-message', ({ topic }) => topic === 'cursor');
  assert.deepEqual(data, { at: [1, 2] });
  assert.deepEqual((await ben.state()).messages, []);
});

test('a file of 5 MB arrives byte for byte', async (t) => {
  const [ada, ben] = await pair(t);
  const digest = await offerRandomFile(ada, 'random.bin', FIVE_MEGABYTES);
  await accept(ben, 'random.bin');
  assert.equal(await receivedDigest(ben, 'random.bin'), digest);
  const sent = await ada.untilHeard('rtc-file-sent');
  assert.deepEqual([sent['name'], sent['size'], sent['to']], ['random.bin', FIVE_MEGABYTES, await ben.userId()]);
  await untilTransfer(ada, 'random.bin', 'done');
});

test('two files each way at once arrive byte for byte', async (t) => {
  const [ada, ben] = await pair(t);
  const sizeBytes = 2 * 1024 * 1024 + 13;
  const files = [
    { from: ada, to: ben, name: 'ada-1.bin' },
    { from: ada, to: ben, name: 'ada-2.bin' },
    { from: ben, to: ada, name: 'ben-1.bin' },
    { from: ben, to: ada, name: 'ben-2.bin' },
  ];
  const digests = await Promise.all(files.map(({ from, name }) => offerRandomFile(from, name, sizeBytes)));
  await Promise.all(files.map(({ to, name }) => accept(to, name)));
  assert.deepEqual(await Promise.all(files.map(({ to, name }) => receivedDigest(to, name))), digests);
});

test('an empty file arrives', async (t) => {
  const [ada, ben] = await pair(t);
  const digest = await offerRandomFile(ada, 'empty', 0);
  await accept(ben, 'empty');
  assert.equal(await receivedDigest(ben, 'empty'), digest);
});

test('a file for three people reaches each who accepts', async (t) => {
  const [ada, ben] = await pair(t);
  const cleo = await visitor(stage, t);
  await cleo.join({ name: t.name, session: 'data' });
  await Promise.all([ada, ben, cleo].map((person) => person.untilConnected(2)));
  const digest = await offerRandomFile(ada, 'shared.bin', 300_000);
  await accept(cleo, 'shared.bin');
  assert.equal(await receivedDigest(cleo, 'shared.bin'), digest);
  await accept(ben, 'shared.bin');
  assert.equal(await receivedDigest(ben, 'shared.bin'), digest);
});

test('a declined file is not sent, and both sides know', async (t) => {
  const [ada, ben] = await pair(t);
  await offerRandomFile(ada, 'unwanted.bin', 100_000);
  await ben.run((id) => window.room.declineFile(id), await offered(ben, 'unwanted.bin'));
  const { code } = await ada.untilHeard('rtc-file-failed');
  assert.equal(code, 'transfer/declined');
  await Promise.all([ada, ben].map((person) => untilTransfer(person, 'unwanted.bin', 'declined')));
});

test('a declined file is received after all, and received once more, without being sent again', async (t) => {
  const [ada, ben] = await pair(t);
  const digest = await offerRandomFile(ada, 'wanted.bin', 300_000);
  const transferId = await offered(ben, 'wanted.bin');
  await ben.run((id) => window.room.declineFile(id), transferId);
  await untilTransfer(ada, 'wanted.bin', 'declined');
  await ben.run((id) => window.room.acceptFile(id), transferId);
  assert.equal(await receivedDigest(ben, 'wanted.bin'), digest);
  const first = await ben.state();
  await ben.run((id) => window.room.acceptFile(id), transferId);
  await until(
    'the file to be here once more',
    () => ben.run(() => window.heard.filter(({ type }) => type === 'rtc-file-received').length, null),
    (count) => count === 2,
  );
  const again = await ben.state();
  assert.deepEqual(
    [first, again].map(({ transfers }) => transfers.map(({ transferId: id, status }) => [id, status])),
    [[[transferId, 'done']], [[transferId, 'done']]],
  );
});

for (const side of ['sender', 'receiver'] as const) {
  test(`the ${side} cancels a file on its way, and both sides know; the next file arrives`, async (t) => {
    const [ada, ben] = await pair(t);
    await offerRandomFile(ada, 'long.bin', 64 * 1024 * 1024);
    await accept(ben, 'long.bin');
    const bytes = (person: Visitor) => person.run(() => window.room.state.transfers[0]?.bytes ?? 0, null);
    await until(
      'the first bytes',
      () => bytes(ben),
      (count) => count > 0,
    );
    const canceller = side === 'sender' ? ada : ben;
    await canceller.run(() => window.room.cancelFile(window.room.state.transfers[0]!.transferId), null);
    await Promise.all([ada, ben].map((person) => untilTransfer(person, 'long.bin', 'cancelled')));
    for (const person of [ada, ben]) {
      const { code } = await person.untilHeard('rtc-file-failed');
      assert.equal(code, 'transfer/cancelled');
    }
    const digest = await offerRandomFile(ada, 'next.bin', 100_000);
    await accept(ben, 'next.bin');
    assert.equal(await receivedDigest(ben, 'next.bin'), digest);
  });
}
