import { RtcError } from '../protocol/index.js';
import { expect } from '../../test/browser/expect.js';
import { untilEvent } from '../../test/browser/until.js';
import { FlowControlledChannel, HIGH_WATER_BYTES } from './flow-controlled-channel.js';

const MESSAGE_BYTES = 262_144;

/** Two connections of one page with a channel between them, on its way to be open. */
async function connect(lifetime: AbortController) {
  const here = new RTCPeerConnection();
  const there = new RTCPeerConnection();
  lifetime.signal.addEventListener('abort', () => {
    here.close();
    there.close();
  });
  here.addEventListener('icecandidate', ({ candidate }) => void there.addIceCandidate(candidate));
  there.addEventListener('icecandidate', ({ candidate }) => void here.addIceCandidate(candidate));
  const options = { negotiated: true, id: 0 };
  const [channel, remote] = [here.createDataChannel('bulk', options), there.createDataChannel('bulk', options)];
  remote.binaryType = 'arraybuffer';
  const flow = new FlowControlledChannel(channel, {
    signal: lifetime.signal,
    maxMessageSize: () => here.sctp?.maxMessageSize ?? 0,
  });
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription as RTCSessionDescription);
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription as RTCSessionDescription);
  return { here, there, channel, remote, flow };
}

async function codeOf(sending: Promise<void>): Promise<string> {
  const reason: unknown = await sending.then(
    () => 'sent',
    (cause: unknown) => cause,
  );
  return reason instanceof RtcError ? reason.code : String(reason);
}

describe('FlowControlledChannel on a real channel', () => {
  let lifetime: AbortController;
  beforeEach(() => (lifetime = new AbortController()));
  afterEach(() => lifetime.abort());

  it('sends before the channel is open, in order, and never fills the buffer', async () => {
    const { channel, remote, flow } = await connect(lifetime);
    expect(channel.readyState).to.equal('connecting');
    const count = 80;
    const order: number[] = [];
    remote.addEventListener('message', ({ data: buffer }: MessageEvent<ArrayBuffer>) => {
      order.push(new DataView(buffer).getUint32(0));
    });
    const all = untilEvent(remote, 'message', () => order.length === count);
    let fullest = 0;
    for (let index = 0; index < count; index += 1) {
      const message = new Uint8Array(MESSAGE_BYTES);
      new DataView(message.buffer).setUint32(0, index);
      const taken = flow.send(message);
      fullest = Math.max(fullest, channel.bufferedAmount);
      await taken;
      expect(channel.bufferedAmount).to.be.below(HIGH_WATER_BYTES);
    }
    await all;
    expect(order).to.deep.equal(Array.from({ length: count }, (_, index) => index));
    expect(fullest).to.be.at.most(HIGH_WATER_BYTES + MESSAGE_BYTES);
  });

  it('refuses what is larger than the connection takes, and goes on', async () => {
    const { here, remote, flow } = await connect(lifetime);
    await flow.send('first');
    const limitBytes = here.sctp?.maxMessageSize ?? 0;
    expect(await codeOf(flow.send(new Uint8Array(limitBytes + 1)))).to.equal('data/too-large');
    const arrived = untilEvent<MessageEvent<unknown>>(remote, 'message', (event) => event.data === 'next');
    await flow.send('next');
    await arrived;
  });

  it('leaves nobody waiting when the other side closes the channel', async () => {
    const { channel, remote, flow } = await connect(lifetime);
    await flow.send('open');
    const sends = Array.from({ length: 40 }, () => codeOf(flow.send(new Uint8Array(MESSAGE_BYTES))));
    await untilEvent(channel, 'bufferedamountlow');
    remote.close();
    expect((await Promise.all(sends)).at(-1)).to.equal('data/closed');
    expect(await codeOf(flow.send('late'))).to.equal('data/closed');
  });

  it('leaves nobody waiting when this side ends, which closes without an event', async () => {
    const { flow } = await connect(lifetime);
    await flow.send('open');
    const sends = Array.from({ length: 40 }, () => codeOf(flow.send(new Uint8Array(MESSAGE_BYTES))));
    lifetime.abort();
    const codes = await Promise.all(sends);
    expect(codes.at(-1)).to.equal('data/closed');
    expect(await codeOf(flow.send('late'))).to.equal('data/closed');
  });
});
