import { sockets } from '../../test/browser/cut-sockets.js';
import { expect } from '../../test/browser/expect.js';
import {
  become,
  codeOf,
  heard,
  idOf,
  RoomsOnStage,
  seen,
  streamOf,
  untilConnected,
} from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import { untilEvent } from '../../test/browser/until.js';
import type { RoomListing } from '../protocol/index.js';
import type { RoomController } from './room-controller.js';
import type { RtcCallEvent, RtcJoinRequestEvent } from './room-events.js';

describe('at the service', () => {
  let stage: RoomsOnStage;

  /** The same service under another name, where this browser is another visitor. */
  let elsewhere = '';

  before(() => {
    stage = new RoomsOnStage(serviceUrl());
    elsewhere = serviceUrl().replace('127.0.0.1', 'localhost');
  });

  afterEach(() => stage.clear());

  it('a password is asked for, and may change', async () => {
    const [ada] = (await stage.together(1, { password: 'open sesame' })) as [RoomController];
    const { name } = ada.state;
    expect(ada.state.protected).to.equal(true);
    expect(await codeOf(stage.room({ name }).join())).to.equal('room/password');
    await stage.room({ name, password: 'open sesame' }).join();
    await ada.setPassword('');
    await become(ada, () => !ada.state.protected, 'no password');
    await stage.room({ name }).join();
  });

  it('a ticket stands for the password and for being admitted, until there is another password', async () => {
    const [ada] = (await stage.together(1, { password: 'open sesame', waitingRoom: true })) as [RoomController];
    const { name } = ada.state;
    const ticket = await ada.createTicket();
    const ben = stage.room({ name, ticket, entry: 'join', server: elsewhere });
    await ben.join();
    await untilConnected(ada, ben);
    expect(await codeOf(ben.createTicket())).to.equal('room/not-allowed');
    const cleo = stage.room({ name, server: elsewhere });
    expect(await codeOf(cleo.join({ ticket: 'torn' }))).to.equal('room/password');
    await cleo.join({ ticket });
    await ada.setPassword('another');
    expect(await codeOf(stage.room({ name, ticket, server: elsewhere }).join())).to.equal('room/password');
  });

  it('a ticket is made for as long as is said, and for nobody who has lost interest', async () => {
    const [ada] = (await stage.together(1)) as [RoomController];
    const ends = async (expiresInSeconds?: number): Promise<number> => {
      const ticket = await ada.createTicket({ ...(expiresInSeconds && { expiresInSeconds }) });
      return Number(ticket.split('.')[0]) - Date.now() / 1_000;
    };
    expect(await ends(60)).to.be.within(50, 61);
    expect(await ends()).to.be.within(86_390, 86_401);
    expect(await codeOf(ada.createTicket({ expiresInSeconds: 0.5 }))).to.equal('protocol/invalid');
    const gone = await ada.createTicket({ signal: AbortSignal.abort() }).catch((error: unknown) => error);
    expect(gone).to.have.property('name', 'AbortError');
  });

  it('newcomers wait until they are admitted, and are told when they are not', async () => {
    const [ada] = (await stage.together(1, { waitingRoom: true })) as [RoomController];
    const { name } = ada.state;
    const [ben, cleo] = ['Ben', 'Cleo'].map((displayName) => stage.room({ name, displayName, server: elsewhere })) as [
      RoomController,
      RoomController,
    ];
    const left = heard<{ reason: string }>(cleo, 'rtc-left');
    let knock = untilEvent<RtcJoinRequestEvent>(ada, 'rtc-join-request');
    const refused = codeOf(cleo.join());
    await ada.deny((await knock).detail.userId);
    expect(await refused).to.equal('room/denied');
    expect(left).to.deep.equal([{ reason: 'denied' }]);
    expect([cleo.state.status, cleo.state.error?.code]).to.deep.equal(['failed', 'room/denied']);
    knock = untilEvent<RtcJoinRequestEvent>(ada, 'rtc-join-request');
    const joining = ben.join();
    const { detail } = await knock;
    expect(detail).to.deep.include({ displayName: 'Ben', extra: null });
    await become(ben, () => ben.state.status === 'waiting', 'waiting');
    expect(ben.state.reason).to.equal('admission');
    await ada.admit(detail.userId);
    await joining;
    expect(idOf(ben)).to.equal(detail.userId);
    await untilConnected(ada, ben);
    expect(ada.state.waiting).to.be.empty;
  });

  it('a ban holds for the visitor, and not for others', async () => {
    const [ada] = (await stage.together(1)) as [RoomController];
    const { name } = ada.state;
    const ben = stage.room({ name, server: elsewhere });
    await ben.join();
    const out = become(ben, () => ben.state.status === 'left', 'banned');
    await ada.eject(idOf(ben), { ban: true });
    await out;
    expect(ben.state.reason).to.equal('banned');
    expect(await codeOf(ben.join())).to.equal('room/banned');
    expect(await codeOf(stage.room({ name, server: elsewhere }).join())).to.equal('room/banned');
    expect(await codeOf(stage.room({ name }).join())).to.equal('nothing');
  });

  it('who gives up waiting is not waited for', async () => {
    const [ada] = (await stage.together(1, { waitingRoom: true })) as [RoomController];
    const ben = stage.room({ name: ada.state.name, server: elsewhere });
    const joining = ben.join().catch((error: unknown) => error);
    await become(ada, () => ada.state.waiting.length === 1, 'somebody waits');
    await ben.leave();
    await joining;
    await become(ada, () => ada.state.waiting.length === 0, 'nobody waits');
  });

  it('the same visitor in a second tab takes the first one’s place, and there is no going back and forth', async () => {
    const [ada] = (await stage.together(1, { sameVisitor: 'replace' })) as [RoomController];
    const again = stage.room({ name: ada.state.name, sameVisitor: 'replace' });
    const out = become(ada, () => ada.state.status === 'left', 'replaced');
    await again.join();
    await out;
    expect(ada.state.reason).to.equal('replaced');
    expect([again.state.owner, again.state.participants.length]).to.deep.equal([true, 1]);
  });

  it('a list shows its rooms, live, and nobody in them', async () => {
    const identifier = `list-${crypto.randomUUID()}`;
    const lobby = stage.room();
    const lists: (readonly RoomListing[])[] = [];
    const told = new EventTarget();
    const over = new AbortController();
    await lobby.watchRooms(
      identifier,
      (rooms) => {
        lists.push(rooms);
        told.dispatchEvent(new Event('list'));
      },
      { signal: over.signal },
    );
    expect(lists).to.deep.equal([[]]);
    const listed = untilEvent(told, 'list', () => lists.at(-1)?.[0]?.people === 2);
    const [ada] = (await stage.together(2, { listed: identifier, maxParticipants: 2, extra: { topic: 'x' } })) as [
      RoomController,
    ];
    await listed;
    over.abort();
    const [room] = await lobby.listRooms(identifier);
    expect(room).to.deep.include({ room: ada.state.name, people: 2, full: true, extra: { topic: 'x' } });
    expect(JSON.stringify(room)).not.to.include(idOf(ada));
  });

  it('a call rings, is answered, and is a room of the two', async () => {
    const [ada, ben] = [stage.room({ displayName: 'Ada' }), stage.room({ displayName: 'Ben' })];
    const name = `ben-${crypto.randomUUID()}`;
    expect(await codeOf(ada.call(name))).to.equal('call/unreachable');
    ben.configure({ reachableAs: name });
    await become(ben, () => true, 'anything');
    const rings = untilEvent<RtcCallEvent>(ben, 'rtc-call');
    const calling = reach(ada, name);
    const { detail } = await rings;
    expect(detail).to.deep.include({ displayName: 'Ada', from: null });
    expect(ben.state.calls).to.deep.equal([detail]);
    await Promise.all([ben.answer(detail.callId), calling]);
    await untilConnected(ada, ben);
    expect(ada.state.name).to.equal(ben.state.name);
    expect(ada.state.policy?.maxParticipants).to.equal(2);
    expect(ben.state.calls).to.be.empty;
  });

  it('a call is declined by hand, by the page, or given up', async () => {
    const [ada, ben] = [stage.room(), stage.room()];
    const name = `ben-${crypto.randomUUID()}`;
    ben.configure({ reachableAs: name });
    let rings = untilEvent<RtcCallEvent>(ben, 'rtc-call');
    let calling = codeOf(reach(ada, name));
    await ben.decline((await rings).detail.callId);
    expect(await calling).to.equal('call/declined');
    ben.addEventListener('rtc-call', (event) => event.preventDefault(), { once: true });
    expect(await codeOf(ada.call(name))).to.equal('call/declined');
    const giveUp = new AbortController();
    rings = untilEvent<RtcCallEvent>(ben, 'rtc-call');
    const ended = untilEvent<CustomEvent<{ outcome: string }>>(ben, 'rtc-call-ended');
    calling = ada.call(name, { signal: giveUp.signal }).then(
      () => 'nothing',
      (error: unknown) => (error as Error).name,
    );
    await rings;
    giveUp.abort();
    expect(await calling).to.equal('AbortError');
    expect((await ended).detail.outcome).to.equal('cancelled');
    expect(ben.state.calls).to.be.empty;
  });

  describe('when lines break', () => {
    afterEach(() => sockets.restore());

    it('a membership is resumed: the same people, the same connections, no event lost or told twice', async () => {
      const [ada, ben] = (await stage.together(2, { session: 'audio data' })) as [RoomController, RoomController];
      await become(ada, () => streamOf(ada, ben, 'microphone')?.stream !== undefined, 'to hear Ben');
      const [ids, connection] = [[idOf(ada), idOf(ben)], ada.connectionTo(idOf(ben))];
      const changes = heard<{ to: string; reason: string }>(ada, 'rtc-state-change');
      const left = heard(ada, 'rtc-participant-left');
      const removed = heard(ada, 'rtc-stream-removed');
      sockets.cut();
      await become(ada, () => ada.state.status === 'reconnecting', 'reconnecting');
      await Promise.all([ada, ben].map((one) => become(one, () => one.state.status === 'joined', 'joined again')));
      await become(ada, () => seen(ada, ben)?.presence === 'online', 'Ben online');
      expect(changes.map(({ to, reason }) => [to, reason])).to.deep.equal([
        ['reconnecting', 'signaling'],
        ['joined', ''],
      ]);
      expect([idOf(ada), idOf(ben)]).to.deep.equal(ids);
      expect(ada.connectionTo(idOf(ben))).to.equal(connection);
      expect([...left, ...removed]).to.be.empty;
      await ben.setDisplayName('Ben again');
      await become(ada, () => seen(ada, ben)?.displayName === 'Ben again', 'the new name');
    });

    it('media and chat go on without a line, and people who come meanwhile are met afterwards', async () => {
      const [ada, ben] = (await stage.together(2, { session: 'audio data' })) as [RoomController, RoomController];
      await untilConnected(ada, ben);
      sockets.cutOff();
      await become(ben, () => ben.state.status === 'reconnecting', 'reconnecting');
      await ada.send('are you there?');
      await become(ben, () => ben.state.messages.length === 1, 'the line');
      expect(seen(ben, ada)?.connection).to.equal('connected');
      sockets.restore();
      await Promise.all([ada, ben].map((one) => become(one, () => one.state.status === 'joined', 'joined again')));
      const cleo = stage.room({ name: ada.state.name, session: 'audio data' });
      await cleo.join();
      await Promise.all([untilConnected(ada, cleo), untilConnected(ben, cleo)]);
    });

    it('a connection that was being made is made afterwards', async () => {
      const [ada] = (await stage.together(1)) as [RoomController];
      const ben = stage.room({ name: ada.state.name });
      await ben.join();
      sockets.cut();
      await untilConnected(ada, ben);
      await ben.send('made it');
      expect(ada.state.messages).to.have.length(1);
    });

    it('a wait goes on', async () => {
      const name = `stage-${crypto.randomUUID()}`;
      const ben = stage.room({ name, entry: 'join' });
      const joining = ben.join();
      await become(ben, () => ben.state.status === 'waiting', 'waiting');
      sockets.cut();
      await stage.room({ name, entry: 'open' }).join();
      await joining;
      expect(ben.state.status).to.equal('joined');
    });

    it('a name stays reachable, and a list live', async () => {
      const [ada, ben] = [stage.room(), stage.room()];
      const name = `ben-${crypto.randomUUID()}`;
      ben.configure({ reachableAs: name });
      ben.addEventListener('rtc-call', (event) => event.preventDefault());
      expect(await codeOf(reach(ada, name))).to.equal('call/declined');
      sockets.cut();
      expect(await codeOf(reach(ada, name))).to.equal('call/declined');
    });
  });
});

/** Calls until the other side has been reachable for long enough to be known as such. */
async function reach(caller: RoomController, name: string): Promise<void> {
  for (;;) {
    try {
      await caller.call(name);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'call/unreachable') throw error;
    }
  }
}
