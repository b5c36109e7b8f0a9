import { expect } from '../../test/browser/expect.js';
import { become, codeOf, heard, idOf, RoomsOnStage, untilConnected } from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import { untilEvent } from '../../test/browser/until.js';
import type { RoomController } from './room-controller.js';
import type { RtcMessageEvent } from './room-events.js';

type Pair = [RoomController, RoomController];
type Three = [RoomController, RoomController, RoomController];
interface Heard {
  readonly data: unknown;
  readonly to: readonly string[] | null;
  readonly topic: string | null;
}

describe('messages', () => {
  let stage: RoomsOnStage;

  before(() => {
    stage = new RoomsOnStage(serviceUrl());
  });

  afterEach(() => stage.clear());

  async function pair(options = {}): Promise<Pair> {
    const [ada, ben] = (await stage.together(2, options)) as Pair;
    await untilConnected(ada, ben);
    return [ada, ben];
  }

  const data = (controller: RoomController): Heard[] => heard<Heard>(controller, 'rtc-message');
  const texts = (controller: RoomController): string[] => controller.state.messages.map(({ text }) => text);

  it('text of a million characters, JSON and bytes arrive whole, at all or at some', async () => {
    const [ada, ben, cleo] = (await stage.together(3)) as Three;
    await Promise.all([untilConnected(ada, ben), untilConnected(ada, cleo)]);
    const [atBen, atCleo] = [data(ben), data(cleo)];
    const long = 'ä€𝄞x'.repeat(200_000);
    await ada.send(long);
    await ada.send({ list: [1, null, 'x'] });
    expect(texts(ben)[0]).to.equal(long);
    expect(atCleo.map((detail) => detail.data)).to.deep.equal([long, { list: [1, null, 'x'] }]);
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const event = untilEvent<RtcMessageEvent>(ben, 'rtc-message');
    await ada.send(bytes.subarray(0, 50_000), { to: idOf(ben), topic: 'picture' });
    const { detail, data: received } = await event;
    expect([detail.data, detail.topic, detail.to]).to.deep.equal([null, 'picture', [idOf(ben)]]);
    expect(new Uint8Array(received as ArrayBuffer)).to.deep.equal(bytes.subarray(0, 50_000));
    expect([atBen.length, atCleo.length]).to.deep.equal([3, 2]);
  });

  it('many at once arrive in the order they were sent, and each is heard when its promise resolves', async () => {
    const [ada, ben] = await pair();
    const at = data(ben);
    const sent = Array.from({ length: 300 }, (_, index) => ada.send(index, { topic: 'count' }));
    await sent[7];
    expect(at.length).to.be.at.least(8);
    await Promise.all(sent);
    expect(at.map((detail) => detail.data)).to.deep.equal(Array.from({ length: 300 }, (_, index) => index));
  });

  it('what waits for somebody to be there is sent to whoever comes first; else it goes to nobody', async () => {
    const [ada] = (await stage.together(1)) as [RoomController];
    await ada.send('to nobody', { topic: 't' });
    const waiting = ada.send('to whoever comes', { topic: 't', wait: true });
    const ben = stage.room({ name: ada.state.name });
    const at = data(ben);
    await ben.join();
    await waiting;
    expect(at.map((detail) => detail.data)).to.deep.equal(['to whoever comes']);
    const regret = new AbortController();
    await ben.leave();
    await become(ada, () => ada.state.participants.length === 1, 'alone');
    const regretted = ada.send('never', { wait: true, signal: regret.signal }).catch((error: unknown) => error);
    regret.abort();
    expect(await regretted).to.have.property('name', 'AbortError');
  });

  it('a connection that is taken down and built anew loses and doubles nothing', async () => {
    const [ada, ben] = await pair();
    const at = data(ben);
    const sent: Promise<void>[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (let index = 0; index < 10; index += 1) {
        sent.push(
          ada.send(`${round}.${index} ${'x'.repeat(50_000)}`, { topic: 't' }),
          ada.send(`line ${round}.${index}`),
        );
      }
      // Half of this round is on its way.
      await sent.at(-10);
      await ada.disconnectFrom(idOf(ben));
      await ada.reconnectTo(idOf(ben));
    }
    await Promise.all(sent);
    const labels = Array.from({ length: 40 }, (_, index) => `${Math.floor(index / 10)}.${index % 10}`);
    const marked = at.filter(({ topic }) => topic === 't').map((detail) => String(detail.data).split(' ')[0]);
    expect(marked).to.deep.equal(labels);
    expect(texts(ben)).to.deep.equal(labels.map((label) => `line ${label}`));
  });

  it('where no connection can be made, messages go through the service', async () => {
    const [ada, ben] = (await stage.together(2, { iceTransportPolicy: 'relay' })) as Pair;
    ben.respond('sum', (numbers) => (numbers as number[]).reduce((sum, number) => sum + number, 0));
    const at = data(ben);
    await Promise.all([ada.send('a line'), ada.send('x'.repeat(200_000), { topic: 'long' })]);
    expect(texts(ben)).to.deep.equal(['a line']);
    expect(at.map(({ topic }) => topic)).to.have.members([null, 'long']);
    expect(await ada.request(idOf(ben), 'sum', [1, 2, 3])).to.equal(6);
    await ben.send('back');
    expect(texts(ada)).to.deep.equal(['a line', 'back']);
    expect(ada.state.participants.find(({ self }) => !self)?.connection).not.to.equal('connected');
  });

  it('what waits for somebody to be there goes through the service to whoever has no other way', async () => {
    const kept = Object.getOwnPropertyDescriptor(globalThis, 'RTCPeerConnection')!;
    Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
    try {
      const [ada] = (await stage.together(1)) as [RoomController];
      const waiting = ada.send('to whoever comes', { topic: 't', wait: true });
      const ben = stage.room({ name: ada.state.name });
      const at = data(ben);
      await ben.join();
      await waiting;
      expect(at.map((detail) => detail.data)).to.deep.equal(['to whoever comes']);
    } finally {
      Object.defineProperty(globalThis, 'RTCPeerConnection', kept);
    }
  });

  it('messages of one room are not heard in another', async () => {
    const [ada, ben] = await pair();
    const [cleo, dora] = await pair();
    const at = [data(cleo), data(dora)];
    await ada.send({ x: 1 }, { topic: 'board' });
    await ben.send('line');
    expect(at).to.deep.equal([[], []]);
  });
});

describe('requests', () => {
  let stage: RoomsOnStage;

  before(() => {
    stage = new RoomsOnStage(serviceUrl());
  });

  afterEach(() => stage.clear());

  it('are answered by the other page with text, JSON or bytes', async () => {
    const [ada, ben] = (await stage.together(2)) as Pair;
    const asked: unknown[] = [];
    ben.respond('echo', async (content, { from, topic }) => {
      asked.push([from, topic]);
      await Promise.resolve();
      return content;
    });
    ben.respond('nothing', () => undefined);
    for (const content of ['text', { a: [1] }, null]) {
      expect(await ada.request(idOf(ben), 'echo', content)).to.deep.equal(content);
    }
    const bytes = Uint8Array.of(1, 2, 3);
    expect(new Uint8Array((await ada.request(idOf(ben), 'echo', bytes)) as ArrayBuffer)).to.deep.equal(bytes);
    expect(await ada.request(idOf(ben), 'nothing', 1)).to.equal(null);
    expect(asked[0]).to.deep.equal([idOf(ada), 'echo']);
  });

  it('fail with what kept them from an answer', async () => {
    const [ada, ben] = (await stage.together(2)) as Pair;
    const stop = new AbortController();
    ben.respond('broken', () => {
      throw new TypeError('a secret of the page');
    });
    ben.respond('once', () => 1, { signal: stop.signal });
    let asked: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (asked = resolve));
    ben.respond('silent', () => {
      asked();
      return new Promise(() => undefined);
    });
    expect(await ada.request(idOf(ben), 'once', 0)).to.equal(1);
    stop.abort();
    expect(await codeOf(ada.request(idOf(ben), 'once', 0))).to.equal('data/no-responder');
    const failure = await ada.request(idOf(ben), 'broken', 0).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'data/request-failed');
    expect(String(failure)).not.to.contain('secret');
    expect(await codeOf(ada.request(idOf(ben), 'silent', 0, { timeoutMs: 200 }))).to.equal('data/timeout');
    const regret = new AbortController();
    const regretted = ada.request(idOf(ben), 'silent', 0, { signal: regret.signal }).catch((error: unknown) => error);
    await reached;
    regret.abort();
    expect(await regretted).to.have.property('name', 'AbortError');
    expect(await codeOf(ada.request('nobody', 'once', 0))).to.equal('protocol/no-such-participant');
  });
});

describe('chat', () => {
  let stage: RoomsOnStage;

  before(() => {
    stage = new RoomsOnStage(serviceUrl());
  });

  afterEach(() => stage.clear());

  async function pair(): Promise<Pair> {
    const [ada, ben] = (await stage.together(2)) as Pair;
    await untilConnected(ada, ben);
    return [ada, ben];
  }

  const texts = (controller: RoomController): string[] => controller.state.messages.map(({ text }) => text);

  it('shows who is writing, until the line is there', async () => {
    const [ada, ben] = await pair();
    await ada.send('first');
    await ada.setTyping(true);
    await become(ben, () => ben.state.typing.includes(idOf(ada)), 'Ada is writing');
    await ada.setTyping(false);
    await become(ben, () => ben.state.typing.length === 0, 'nobody is writing');
    await ada.setTyping(true);
    await become(ben, () => ben.state.typing.length === 1, 'Ada is writing again');
    await ada.send('second');
    expect(ben.state.typing).to.deep.equal([]);
    await ada.setTyping(true);
    await become(ben, () => ben.state.typing.length === 1, 'and again');
    await ada.leave();
    await become(ben, () => ben.state.typing.length === 0, 'who left writes no more');
  });

  it('tells the writer who has read a line, and nobody about lines that were not theirs to read', async () => {
    const [ada, ben] = await pair();
    await ada.send('for all');
    await ada.send('for Ben', { to: idOf(ben) });
    expect(ada.state.messages.map(({ readBy }) => readBy)).to.deep.equal([[], []]);
    await ben.markRead();
    await become(ada, () => ada.state.messages.every(({ readBy }) => readBy.length === 1), 'read');
    expect(ada.state.messages[0]?.readBy).to.deep.equal([idOf(ben)]);
    expect(ben.state.messages[0]?.readBy).to.deep.equal([]);
  });

  it('takes back a line of one’s own everywhere, and no other', async () => {
    const [ada, ben] = await pair();
    await ada.send('regretted');
    await ben.send('stays');
    const [own, other] = ada.state.messages;
    expect(await codeOf(ada.removeMessage(other?.id ?? ''))).to.equal('data/invalid');
    await ada.removeMessage(own?.id ?? '');
    for (const { state } of [ada, ben]) {
      expect(state.messages.map(({ text, removed }) => [text, removed])).to.deep.equal([
        ['', true],
        ['stays', false],
      ]);
    }
  });

  it('tells a newcomer what was said before, as somebody’s account, and nothing private', async () => {
    const [ada, ben] = await pair();
    await ada.send('one');
    await ben.send('two');
    await ada.send('private', { to: idOf(ben) });
    const cleo = stage.room({ name: ada.state.name });
    await cleo.join();
    await become(cleo, () => cleo.state.messages.length > 0, 'the history');
    expect(cleo.state.messages.map(({ text, toldBy, displayName }) => [text, toldBy, displayName])).to.deep.equal([
      ['one', idOf(ada), 'p0'],
      ['two', idOf(ada), 'p1'],
    ]);
    await ben.send('three');
    expect(texts(cleo)).to.deep.equal(['one', 'two', 'three']);
    expect(cleo.state.messages[2]?.toldBy).to.equal(undefined);
  });

  it('tells as many lines of the past as the page wants', async () => {
    const [ada] = (await stage.together(1, { history: 2 })) as [RoomController];
    for (const text of ['one', 'two', 'three']) await ada.send(text);
    const ben = stage.room({ name: ada.state.name });
    await ben.join();
    await become(ben, () => ben.state.messages.length > 0, 'the history');
    expect(texts(ben)).to.deep.equal(['two', 'three']);
  });

  it('a line with files is not overtaken by those that are said after it', async () => {
    const [ada, ben] = await pair();
    const file = new File(['contents'], 'plan.txt', { type: 'text/plain' });
    const unknown = codeOf(ada.send('to nobody', { files: [file], to: 'nobody' }));
    await Promise.all([ada.send('look', { files: [file] }), ada.send('well?'), ada.send('hello?')]);
    for (const controller of [ben, ada]) expect(texts(controller)).to.deep.equal(['look', 'well?', 'hello?']);
    expect(await unknown).to.equal('protocol/no-such-participant');
  });

  it('attaches files to a line, which each receiver can fetch from there', async () => {
    const [ada, ben] = await pair();
    const file = new File(['contents'], 'plan.txt', { type: 'text/plain' });
    await ada.send('look', { files: [file] });
    const attachment = ben.state.messages[0]?.attachments[0];
    expect([attachment?.name, attachment?.sizeBytes, attachment?.mediaType]).to.deep.equal([
      'plan.txt',
      8,
      'text/plain',
    ]);
    const theirs = () => ben.state.transfers.find(({ fileId }) => fileId === attachment?.fileId);
    await become(ben, () => theirs() !== undefined, 'the offer');
    const transferId = theirs()?.transferId;
    expect(ada.state.messages[0]?.attachments[0]?.fileId).to.equal(attachment?.fileId);
    expect(ada.state.transfers.map(({ fileId }) => fileId)).to.deep.equal([attachment?.fileId]);
    await ben.acceptFile(transferId ?? '');
    await become(ben, () => ben.state.transfers[0]?.status === 'done', 'received');
    expect(await ben.state.transfers[0]?.file?.text()).to.equal('contents');
  });

  it('attaches files whatever they are called, and no more than a line has room for', async () => {
    const [ada, ben] = await pair();
    const long = new File(['contents'], `${'n'.repeat(300)}.txt`, { type: `text/${'x'.repeat(300)}` });
    await ada.send('look', { files: [long] });
    expect(texts(ben)).to.deep.equal(['look']);
    expect(ben.state.messages[0]?.attachments[0]?.name).to.have.length(255);
    const many = Array.from({ length: 33 }, (_, index) => new File(['x'], `${index}.txt`));
    expect(await codeOf(ada.send('too many', { files: many }))).to.equal('transfer/too-many');
    expect([texts(ada), ada.state.transfers.length]).to.deep.equal([['look'], 1]);
  });

  it('tells a newcomer of the files of a line too, which can be fetched from who sent it', async () => {
    const [ada, ben] = await pair();
    await ben.send('look', { files: [new File(['contents'], 'plan.txt')] });
    const cleo = stage.room({ name: ada.state.name });
    await cleo.join();
    await become(cleo, () => cleo.state.messages.length > 0, 'the history');
    const [told] = cleo.state.messages;
    expect([told?.toldBy, told?.attachments[0]?.name]).to.deep.equal([idOf(ada), 'plan.txt']);
    const theirs = () => {
      return cleo.state.transfers.find(
        ({ fileId, userId }) => fileId === told?.attachments[0]?.fileId && userId === told.from,
      );
    };
    await become(cleo, () => theirs() !== undefined, 'the offer');
    await cleo.acceptFile(theirs()?.transferId ?? '');
    await become(cleo, () => theirs()?.status === 'done', 'received');
    expect(await theirs()?.file?.text()).to.equal('contents');
  });
});
