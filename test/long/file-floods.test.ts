import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { accept, offered, offerRandomFile, receivedDigest, untilTransfer } from '../e2e/files.js';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';
import { visitor, type Visitor } from '../e2e/visitor.js';

const stage = await Stage.open();
after(() => stage.close());

test('A23 a page that floods the files channel is cut off: its files fail, another connection helps nobody, the room is unharmed', async (t) => {
  const [ada, eve] = await withBareChannels(t);
  await offerRandomFile(ada, 'for-eve.bin', 60_000_000);
  await offered(eve, 'for-eve.bin');
  await eve.run(flood, 0);
  const error = await ada.untilHeard('rtc-error', ({ code }) => code === 'data/flooded');
  assert.equal(error['severity'], 'info');
  const failed = await ada.untilHeard('rtc-file-failed', ({ name }) => name === 'for-eve.bin');
  assert.equal(failed['code'], 'data/flooded');
  await untilTransfer(ada, 'for-eve.bin', 'failed');
  // The connection is made anew for Eve, and she goes on.
  await until(
    'another channel for Eve',
    () => eve.run(openChannels, null),
    (channels) => channels.length > 1 && channels.at(-1) === 'open',
  );
  await Promise.all([ada, eve].map((person) => person.untilConnected(1)));
  await eve.run(flood, 1);
  const ben = await visitor(stage, t);
  await ben.join({ name: t.name, session: 'data', displayName: 'Ben' });
  const digest = await offerRandomFile(ben, 'for-all.bin', 3_000_000);
  await accept(ada, 'for-all.bin');
  assert.equal(await receivedDigest(ada, 'for-all.bin'), digest);
  await eve.say('still here');
  await ada.untilTold('still here');
  const withEve = await eve.userId();
  const { transfers } = await ada.state();
  assert.deepEqual(
    transfers.filter(({ userId }) => userId === withEve).map(({ name, status }) => [name, status]),
    [['for-eve.bin', 'failed']],
    'nothing of the second flood is taken',
  );
  const codes = await ada.run(
    () => window.heard.filter(({ type }) => type === 'rtc-error').map(({ detail }) => detail['code']),
    null,
  );
  assert.deepEqual(codes, ['data/flooded'], 'told once');
});

/** Ada, and Eve who has her hands on the channels of files, one a connection. */
async function withBareChannels(t: TestContext): Promise<[Visitor, Visitor]> {
  const ada = await visitor(stage, t);
  await ada.join({ name: t.name, session: 'data', displayName: 'Ada' });
  const eve = await visitor(stage, t, {
    before: () => {
      const bare: RTCDataChannel[] = [];
      Object.assign(window, { bare });
      const { createDataChannel } = RTCPeerConnection.prototype;
      RTCPeerConnection.prototype.createDataChannel = function create(...given) {
        const channel = createDataChannel.apply(this, given);
        if (channel.label === 'files') bare.push(channel);
        return channel;
      };
    },
  });
  await eve.join({ name: t.name, session: 'data', displayName: 'Eve' });
  await Promise.all([ada, eve].map((person) => person.untilConnected(1)));
  return [ada, eve];
}

/** In the page: how each of the channels is, in the order of their connections. */
function openChannels(): string[] {
  return (window as unknown as { readonly bare: readonly RTCDataChannel[] }).bare.map(({ readyState }) => readyState);
}

/** In the page: text that is no message, and offers of files, until the channel is closed or has taken so many. */
async function flood(connection: number): Promise<void> {
  const { bare } = window as unknown as { readonly bare: readonly RTCDataChannel[] };
  // With the newest connection, if an older one was given up meanwhile.
  const channel = bare[connection === 0 ? 0 : bare.length - 1] as RTCDataChannel;
  const rest = { name: 'x', path: '', sizeBytes: 1, mediaType: '', shared: false };
  for (let tag = 0; tag < 20_000 && channel.readyState === 'open'; tag += 1) {
    const fileId = String(tag).padStart(22, '0');
    channel.send(connection === 0 ? 'nonsense' : JSON.stringify({ type: 'file:offer', fileId, tag, ...rest }));
    if (channel.bufferedAmount > 1_000_000) {
      await new Promise((resolve) => {
        for (const type of ['bufferedamountlow', 'close']) channel.addEventListener(type, resolve, { once: true });
      });
    }
  }
}
