import { expect } from '../../test/browser/expect.js';
import { until } from '../../test/browser/until.js';
import { RtcError, type JoinRequest, type Member, type RoomEvent } from '../protocol/index.js';
import type { RoomChannel, RoomChannelEvents, SignalingClient, WaitingFor } from './signaling-client.js';

const POLICY: JoinRequest['policy'] = {
  session: { audio: true, video: true, screen: true, data: true },
  twoWay: { audio: false, video: false, screen: false },
  direction: 'many-to-many',
  maxParticipants: 50,
  waitingRoom: false,
  closeWithOwner: false,
  listed: null,
};

/** Joining or joined, with everything the channel has told. */
class Guest {
  readonly client: SignalingClient;
  readonly waits: WaitingFor[] = [];
  readonly told = new EventTarget();
  readonly events: RoomEvent[] = [];
  readonly signals: RoomChannelEvents['signal'][] = [];
  readonly muted: RoomChannelEvents['mute-requested'][] = [];
  readonly endings: RoomChannelEvents['ended'][] = [];
  readonly #giveUp = new AbortController();
  #channel: RoomChannel | undefined;

  constructor(client: SignalingClient) {
    this.client = client;
  }

  get channel(): RoomChannel {
    if (this.#channel === undefined) throw new Error('not joined');
    return this.#channel;
  }

  get userId(): string {
    return this.channel.admission.userId;
  }

  /** People as the admission and the events since tell them. */
  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  async join(room: string, request: Partial<JoinRequest> = {}): Promise<this> {
    const whole: JoinRequest = {
      room,
      entry: 'open-or-join',
      wait: true,
      displayName: '',
      extra: null,
      password: null,
      sameVisitor: 'allow',
      policy: POLICY,
      ...request,
    };
    const waiting = (waitingFor: WaitingFor): void => {
      this.waits.push(waitingFor);
      this.told.dispatchEvent(new Event('told'));
    };
    const channel = await this.client.join(whole, { signal: this.#giveUp.signal, waiting });
    this.#channel = channel;
    this.#note(channel, 'event', this.events);
    this.#note(channel, 'signal', this.signals);
    this.#note(channel, 'mute-requested', this.muted);
    this.#note(channel, 'ended', this.endings);
    channel.open();
    return this;
  }

  giveUp(): void {
    this.#giveUp.abort();
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    await until(this.told, 'told', holds, what);
  }

  async untilEvent(type: RoomEvent['type']): Promise<RoomEvent> {
    const found = (): RoomEvent | undefined => this.events.find((event) => event.type === type);
    await this.until(() => found() !== undefined, type);
    return found()!;
  }

  async untilEnded(): Promise<RoomChannelEvents['ended']> {
    await this.until(() => this.endings.length > 0, 'the end');
    return this.endings[0]!;
  }

  #note<E extends keyof RoomChannelEvents>(channel: RoomChannel, type: E, list: RoomChannelEvents[E][]): void {
    channel.on(type, (detail) => {
      list.push(detail);
      this.told.dispatchEvent(new Event('told'));
    });
  }
}

async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RtcError) return error.code;
    throw error;
  }
  return 'nothing';
}

function names(members: readonly Member[]): string[] {
  return members.map(({ displayName, role }) => `${displayName} ${role}`);
}

/** What every way of signaling must do. Each client that `connect` makes is another visitor, or may be. */
export function signalingContract(name: string, connect: () => SignalingClient): void {
  describe(`signaling by ${name}`, () => {
    let guests: Guest[] = [];
    let room = '';

    function guest(): Guest {
      const one = new Guest(connect());
      guests.push(one);
      return one;
    }

    /** In the room together, in this order; the first owns it. */
    async function together(count: number, request: Partial<JoinRequest> = {}): Promise<Guest[]> {
      const people: Guest[] = [];
      for (let index = 0; index < count; index += 1) {
        people.push(await guest().join(room, { displayName: `p${index}`, ...request }));
      }
      return people;
    }

    beforeEach(() => {
      room = `contract-${crypto.randomUUID()}`;
    });

    afterEach(async () => {
      for (const one of guests) one.giveUp();
      await Promise.all(guests.map(async (one) => one.channel.leave()).map((left) => left.catch(() => undefined)));
      guests = [];
    });

    it('who opens owns, who joins sees everybody in the order they came, itself included', async () => {
      const [ada, ben] = await together(2);
      expect(ada!.channel.admission.opened).to.equal(true);
      expect(names(ada!.channel.admission.snapshot.members)).to.deep.equal(['p0 owner']);
      expect(ben!.channel.admission.opened).to.equal(false);
      expect(names(ben!.channel.admission.snapshot.members)).to.deep.equal(['p0 owner', 'p1 participant']);
    });

    it('tells each member of all that happens after its admission, numbered without a gap', async () => {
      const [ada, ben] = await together(2);
      await guest().join(room, { displayName: 'p2' });
      await ben!.channel.ask('member:update', { displayName: 'Ben', extra: { seat: 2 } });
      await ada!.untilEvent('participant-changed');
      expect(ada!.types).to.deep.equal(['participant-joined', 'participant-joined', 'participant-changed']);
      await ben!.untilEvent('participant-changed');
      expect(ben!.types).to.deep.equal(['participant-joined', 'participant-changed']);
      for (const { events, channel } of [ada!, ben!]) {
        const first = channel.admission.snapshot.sequence + 1;
        expect(events.map(({ sequence }) => sequence)).to.deep.equal(events.map((_, index) => first + index));
      }
    });

    it('the opener’s policy holds for all', async () => {
      await together(1, { policy: { ...POLICY, direction: 'one-way', maxParticipants: 3 } });
      const late = await guest().join(room);
      const { direction, maxParticipants } = late.channel.admission.snapshot.policy;
      expect([direction, maxParticipants]).to.deep.equal(['one-way', 3]);
    });

    it('opening what is open and joining what is not are refused', async () => {
      expect(await code(guest().join(room, { entry: 'join', wait: false }))).to.equal('room/missing');
      await together(1, { entry: 'open' });
      expect(await code(guest().join(room, { entry: 'open' }))).to.equal('room/exists');
    });

    it('waits for a room to be opened, and may give up', async () => {
      const [patient, impatient] = [guest(), guest()];
      const joining = patient.join(room, { entry: 'join' });
      const givingUp = impatient.join(room, { entry: 'join' }).catch((error: unknown) => error);
      await patient.until(() => patient.waits.length > 0, 'the wait');
      await impatient.until(() => impatient.waits.length > 0, 'the wait');
      expect([patient.waits, impatient.waits]).to.deep.equal([['host'], ['host']]);
      impatient.giveUp();
      expect(await givingUp).to.have.property('name', 'AbortError');
      const [owner] = await together(1);
      await joining;
      await owner!.untilEvent('participant-joined');
      expect(patient.channel.admission.opened).to.equal(false);
      expect((await guest().join(room)).channel.admission.snapshot.members).to.have.length(3);
    });

    it('a full room and a locked one let nobody in', async () => {
      const [ada] = await together(2, { policy: { ...POLICY, maxParticipants: 2 } });
      expect(await code(guest().join(room))).to.equal('room/full');
      room = `${room}-locked`;
      const [owner] = await together(1);
      await owner!.channel.ask('room:lock', { locked: true });
      expect(await owner!.untilEvent('room-changed')).to.include({ locked: true });
      expect(await code(guest().join(room))).to.equal('room/locked');
      await owner!.channel.ask('room:lock', { locked: false });
      expect(await code(guest().join(room))).to.equal('nothing');
      await ada!.channel.leave();
    });

    it('signals come with the sender’s id, in order, and to nobody else', async () => {
      const [ada, ben, cleo] = await together(3);
      for (const wanted of [true, false, true]) await ada!.channel.send(ben!.userId, { kind: 'contact', wanted });
      await ben!.until(() => ben!.signals.length === 3, 'three signals');
      expect(ben!.signals.map(({ from }) => from)).to.deep.equal([ada!.userId, ada!.userId, ada!.userId]);
      expect(ben!.signals.map(({ signal }) => (signal as { wanted: boolean }).wanted)).to.deep.equal([
        true,
        false,
        true,
      ]);
      expect(cleo!.signals).to.be.empty;
      expect(await code(ada!.channel.send('nobody', { kind: 'contact', wanted: true }))).to.equal(
        'protocol/no-such-participant',
      );
    });

    it('who leaves is gone, and its room passes on to whoever is there longest', async () => {
      const [ada, ben, cleo] = await together(3);
      await ada!.channel.leave();
      const left = await cleo!.untilEvent('participant-left');
      expect(left).to.include({ userId: ada!.userId, reason: 'left' });
      expect(await cleo!.untilEvent('owner-changed')).to.include({ userId: ben!.userId, previous: ada!.userId });
      await ben!.untilEvent('owner-changed');
      await ben!.channel.ask('room:transfer', { userId: cleo!.userId });
      await ben!.channel.leave();
      await cleo!.until(() => cleo!.types.filter((type) => type === 'participant-left').length === 2, 'Ben to leave');
      expect(cleo!.types.filter((type) => type === 'owner-changed')).to.have.length(2);
    });

    it('rights are checked', async () => {
      const [ada, ben] = await together(2);
      const { userId } = ada!;
      const channel = ben!.channel;
      const refusals = await Promise.all([
        code(channel.ask('room:close', {})),
        code(channel.ask('room:lock', { locked: true })),
        code(channel.ask('room:transfer', { userId: ben!.userId })),
        code(channel.ask('member:role', { userId: ben!.userId, role: 'moderator' })),
        code(channel.ask('member:eject', { userId, ban: false })),
        code(channel.ask('member:mute', { userId, kind: 'audio' })),
        code(channel.ask('member:hand', { userId, raised: false })),
      ]);
      expect(new Set(refusals)).to.deep.equal(new Set(['room/not-allowed']));
      expect(await code(ada!.channel.ask('member:eject', { userId: 'nobody', ban: false }))).to.equal(
        'protocol/no-such-participant',
      );
    });

    it('hands go up by oneself and down by a moderator too', async () => {
      const [ada, ben] = await together(2);
      await ben!.channel.ask('member:hand', { userId: ben!.userId, raised: true });
      const raised = await ada!.untilEvent('participant-changed');
      expect(raised.type === 'participant-changed' && raised.member.hand).to.equal(true);
      await ada!.channel.ask('member:hand', { userId: ben!.userId, raised: false });
      await ben!.until(() => ben!.types.length === 2, 'the hand to go down');
    });

    it('a moderator’s wish to mute comes to the one it is for, by the service', async () => {
      const [ada, ben, cleo] = await together(3);
      await ada!.channel.ask('member:role', { userId: ben!.userId, role: 'moderator' });
      await ben!.channel.ask('member:mute', { userId: cleo!.userId, kind: 'video' });
      await cleo!.until(() => cleo!.muted.length > 0, 'the wish');
      expect(cleo!.muted).to.deep.equal([{ from: ben!.userId, kind: 'video' }]);
      expect([...ada!.muted, ...ben!.muted]).to.be.empty;
    });

    it('who is ejected is told, and so are the others', async () => {
      const [ada, ben, cleo] = await together(3);
      await ada!.channel.ask('member:eject', { userId: ben!.userId, ban: false });
      expect(await ben!.untilEnded()).to.include({ reason: 'ejected' });
      expect(await cleo!.untilEvent('participant-left')).to.include({ userId: ben!.userId, reason: 'ejected' });
      expect(await code(ben!.channel.ask('member:hand', { userId: ben!.userId, raised: true }))).to.equal(
        'protocol/not-in-room',
      );
    });

    it('closing tells everybody by whom, and the name is free again', async () => {
      const [ada, ben] = await together(2);
      await ada!.channel.ask('room:close', {});
      expect(await ben!.untilEnded()).to.deep.equal({ reason: 'closed', by: ada!.userId });
      expect(await code(guest().join(room, { entry: 'open' }))).to.equal('nothing');
    });

    it('gives members their ICE servers anew, and nobody who left', async () => {
      const [ada, ben] = await together(2);
      const renewed = await ben!.channel.iceServers();
      const { iceServers, iceTtlSeconds } = ben!.channel.admission;
      expect([renewed.iceServers, renewed.iceTtlSeconds]).to.deep.equal([iceServers, iceTtlSeconds]);
      await ben!.channel.leave();
      expect(await code(ben!.channel.iceServers())).to.equal('protocol/not-in-room');
      await ada!.channel.ask('room:close', {});
      await ada!.untilEnded();
      expect(await code(ada!.channel.iceServers())).to.equal('protocol/not-in-room');
    });

    it('a room may close with its owner', async () => {
      const [ada, ben] = await together(2, { policy: { ...POLICY, closeWithOwner: true } });
      await ada!.channel.leave();
      expect(await ben!.untilEnded()).to.deep.equal({ reason: 'closed', by: null });
    });

    it('anybody may know whether a room is there, and not who is in it', async () => {
      const { client } = guest();
      const { signal } = new AbortController();
      const absent = { exists: false, people: 0, full: false, locked: false, protected: false };
      expect(await client.checkPresence(room, { signal })).to.deep.equal(absent);
      await together(2, { policy: { ...POLICY, maxParticipants: 2 } });
      expect(await client.checkPresence(room, { signal })).to.deep.equal({
        ...absent,
        exists: true,
        people: 2,
        full: true,
      });
    });

    it('a join that was aborted leaves nobody behind', async () => {
      const early = guest();
      const joining = early.join(room).catch((error: unknown) => error);
      early.giveUp();
      await joining;
      const [witness] = await together(1);
      const { members } = witness!.channel.admission.snapshot;
      if (members.length > 1) await witness!.untilEvent('participant-left');
    });
  });
}
