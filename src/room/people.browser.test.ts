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
import type { RoomController } from './room-controller.js';

for (const [where, server] of [
  ['inside the page', () => 'page:'],
  ['at the service', serviceUrl],
] as const) {
  describe(`people and power, ${where}`, () => {
    let stage: RoomsOnStage;

    before(() => {
      stage = new RoomsOnStage(server());
    });

    afterEach(() => stage.clear());

    it('closing ends the room for everybody, and tells by whom', async () => {
      const [ada, ben] = (await stage.together(2)) as [RoomController, RoomController];
      const by = heard<{ by: string }>(ben, 'rtc-closed');
      const left = heard<{ reason: string }>(ben, 'rtc-left');
      const closed = become(ben, () => ben.state.status === 'closed', 'closed');
      const { userId } = ada.state;
      expect(await codeOf(ben.close())).to.equal('room/not-allowed');
      await ada.close();
      await closed;
      expect([ada.state.status, ada.state.reason]).to.deep.equal(['closed', 'closed']);
      expect(by).to.deep.equal([{ by: userId }]);
      expect(left).to.deep.equal([{ reason: 'closed' }]);
      await ada.close();
    });

    it('a room that closes with its owner ends for everybody when the owner leaves, and says so', async () => {
      const [ada, ben] = (await stage.together(2, { closeWithOwner: true })) as [RoomController, RoomController];
      const closed = heard(ben, 'rtc-closed');
      const ended = become(ben, () => ben.state.status === 'closed', 'closed');
      await ada.leave();
      await ended;
      expect([closed.length, ben.state.reason]).to.deep.equal([1, 'closed']);
      expect([ada.state.status, ada.state.reason]).to.deep.equal(['left', 'left']);
    });

    it('who is ejected has left, and may come back', async () => {
      const [ada, ben] = (await stage.together(2)) as [RoomController, RoomController];
      const reasons = heard<{ reason: string }>(ada, 'rtc-participant-left');
      const left = heard<{ reason: string }>(ben, 'rtc-left');
      const out = become(ben, () => ben.state.status === 'left', 'ejected');
      await ada.eject(idOf(ben));
      await out;
      expect([ben.state.reason, ben.state.error]).to.deep.equal(['ejected', undefined]);
      expect(left).to.deep.equal([{ reason: 'ejected' }]);
      expect(reasons.map(({ reason }) => reason)).to.deep.equal(['ejected']);
      await ben.join();
      await become(ada, () => seen(ada, ben) !== undefined, 'Ben again');
    });

    it('name, extra, role and hand are live, and told as changes', async () => {
      const [ada, ben] = (await stage.together(2)) as [RoomController, RoomController];
      const changes = heard<{ changed: string[] }>(ada, 'rtc-participant-change');
      const hands = heard<{ raised: boolean }>(ada, 'rtc-hand-change');
      await ben.setDisplayName('Ben');
      await ben.setExtra({ seat: 7 });
      await ben.raiseHand();
      await ada.setRole(idOf(ben), 'moderator');
      await become(ada, () => seen(ada, ben)?.role === 'moderator', 'a moderator');
      expect(seen(ada, ben)).to.deep.include({ displayName: 'Ben', extra: { seat: 7 }, hand: true });
      expect(changes.flatMap(({ changed }) => changed)).to.deep.equal(['displayName', 'extra', 'hand', 'role']);
      expect(hands).to.deep.equal([{ userId: idOf(ben), raised: true }]);
      ben.configure({ displayName: 'Benjamin' });
      await become(ada, () => seen(ada, ben)?.displayName === 'Benjamin', 'the new name');
      expect(await codeOf(ben.setExtra('x'.repeat(9_000)))).to.equal('attribute/invalid');
      expect(await codeOf(ben.setRole(idOf(ada), 'viewer'))).to.equal('room/not-allowed');
    });

    it('a locked room lets nobody in, and says so', async () => {
      const [ada, ben] = (await stage.together(2)) as [RoomController, RoomController];
      await ada.setLocked();
      await become(ben, () => ben.state.locked, 'locked');
      const late = stage.room({ name: ada.state.name });
      expect(await codeOf(late.join())).to.equal('room/locked');
      expect([late.state.status, late.state.error?.severity]).to.deep.equal(['failed', 'fatal']);
      expect(await late.checkPresence(ada.state.name ?? '')).to.include({ exists: true, people: 2, locked: true });
    });

    it('a room nobody has opened is waited for, refused, or given up', async () => {
      const name = `stage-${crypto.randomUUID()}`;
      const ben = stage.room({ name, entry: 'join' });
      const cleo = stage.room({ name, entry: 'join' });
      expect(await codeOf(cleo.join({ wait: false }))).to.equal('room/missing');
      const changes = heard<{ to: string; reason: string }>(ben, 'rtc-state-change');
      const joining = ben.join();
      const givingUp = cleo.join().catch((error: unknown) => error);
      await become(ben, () => ben.state.status === 'waiting', 'waiting');
      await become(cleo, () => cleo.state.status === 'waiting', 'waiting');
      await cleo.leave();
      expect(await givingUp).to.have.property('name', 'AbortError');
      await stage.room({ name, entry: 'open' }).join();
      await joining;
      expect(changes.map(({ to, reason }) => [to, reason])).to.deep.equal([
        ['joining', ''],
        ['waiting', 'host'],
        ['joined', ''],
      ]);
      expect(ben.state.owner).to.equal(false);
      expect(await codeOf(stage.room({ name, entry: 'open' }).join())).to.equal('room/exists');
    });

    it('a moderator silences, and opens nothing', async () => {
      const [ada, ben] = (await stage.together(2, { session: 'audio video' })) as [RoomController, RoomController];
      await untilConnected(ada, ben);
      await become(ben, () => ben.state.microphone === 'on' && ben.state.camera === 'on', 'devices');
      const requests = heard(ben, 'rtc-mute-request');
      const allHeard = new Promise<void>((resolve) => {
        ben.addEventListener('rtc-mute-request', () => requests.length === 5 && resolve());
      });
      await ada.requestMute(idOf(ben), 'audio');
      await become(ada, () => streamOf(ada, ben, 'microphone')?.muted.audio === true, 'muted');
      await ada.requestMute(idOf(ben), 'video');
      await become(ada, () => streamOf(ada, ben, 'camera') === undefined, 'no camera');
      expect([ben.state.microphone, ben.state.camera]).to.deep.equal(['muted', 'off']);
      await ada.requestMute(idOf(ben), 'video');
      await ada.requestMute(idOf(ben), 'audio');
      await ada.requestMute(idOf(ben), 'screen');
      await allHeard;
      expect([ben.state.microphone, ben.state.camera, ben.state.screen]).to.deep.equal(['muted', 'off', 'off']);
      expect(await codeOf(ben.requestMute(idOf(ada), 'audio'))).to.equal('room/not-allowed');
    });

    it('who becomes a viewer gives its devices back, and opens none by becoming more again', async () => {
      const [ada, ben] = (await stage.together(2, { session: 'audio video' })) as [RoomController, RoomController];
      await become(ada, () => streamOf(ada, ben, 'camera')?.stream !== undefined, 'Ben’s camera');
      const own = streamOf(ben, ben, 'camera')?.stream?.getTracks() ?? [];
      await ada.setRole(idOf(ben), 'viewer');
      await become(ben, () => ben.state.camera === 'off' && ben.state.microphone === 'off', 'no devices');
      expect(own.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
      expect(await codeOf(ben.setCamera(true))).to.equal('room/not-allowed');
      await become(ada, () => seen(ada, ben)?.streams.length === 0, 'nothing of Ben');
      await ada.setRole(idOf(ben), 'participant');
      await become(ben, () => seen(ben, ben)?.role === 'participant', 'a participant');
      expect(ben.state.camera).to.equal('off');
      await ben.setCamera(true);
      await become(ada, () => streamOf(ada, ben, 'camera')?.stream !== undefined, 'Ben’s camera again');
    });

    it('two may disconnect and connect again, either of them, as often as they like', async () => {
      const [ada, ben] = (await stage.together(2, { session: 'audio data' })) as [RoomController, RoomController];
      await untilConnected(ada, ben);
      for (const [one, other] of [
        [ada, ben],
        [ben, ada],
        [ada, ben],
      ] as const) {
        const closed = become(other, () => seen(other, one)?.connection === 'closed', 'disconnected');
        await one.disconnectFrom(idOf(other));
        await closed;
        expect(seen(one, other)).to.include({ connection: 'closed' });
        expect(seen(other, one)?.streams).to.be.empty;
        expect(await codeOf(other.send('hello?', { to: idOf(one) }))).to.equal('protocol/no-such-participant');
        await one.reconnectTo(idOf(other));
        await untilConnected(one, other);
        await other.send('hello', { to: idOf(one) });
        await become(one, () => streamOf(one, other, 'microphone')?.stream !== undefined, 'heard again');
      }
      const states = heard<{ state: string }>(ben, 'rtc-connection-change');
      const both = become(ben, () => states.filter(({ state }) => state === 'closed').length === 2, 'closed twice');
      for (const wish of ['disconnectFrom', 'reconnectTo', 'disconnectFrom', 'reconnectTo'] as const) {
        await ada[wish](idOf(ben));
      }
      await both;
      await untilConnected(ada, ben);
      await ben.send('still there', { to: idOf(ada) });
      expect(await codeOf(ada.disconnectFrom('nobody'))).to.equal('protocol/no-such-participant');
    });

    it('what an event needs is told before the event is over', async () => {
      const [ada] = (await stage.together(1)) as [RoomController];
      const joined = untilEvent(ada, 'rtc-participant-joined');
      await stage.room({ name: ada.state.name }).join();
      await joined;
      expect(ada.state.participants).to.have.length(2);
    });
  });
}

describe('a ban inside the page', () => {
  const stage = new RoomsOnStage('page:');

  afterEach(() => stage.clear());

  it('holds: who is banned has left, and is refused from then on', async () => {
    const [ada, ben] = (await stage.together(2)) as [RoomController, RoomController];
    const out = become(ben, () => ben.state.status === 'left', 'banned');
    await ada.eject(idOf(ben), { ban: true });
    await out;
    expect(ben.state.reason).to.equal('banned');
    expect(await codeOf(ben.join())).to.equal('room/banned');
    expect([ben.state.status, ben.state.error?.severity]).to.deep.equal(['failed', 'fatal']);
  });
});
