import { expect } from '../../test/browser/expect.js';
import {
  become,
  codeOf,
  idOf,
  RoomsOnStage,
  seen,
  streamOf,
  untilConnected,
} from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import type { RoomController } from './room-controller.js';

type Three = [RoomController, RoomController, RoomController];

/** The sources that `viewer` can show of `person`. */
function shown(viewer: RoomController, person: RoomController): string[] {
  const streams = seen(viewer, person)?.streams ?? [];
  return streams.flatMap(({ stream, source }) => (stream === undefined ? [] : [source])).sort();
}

function shows(viewer: RoomController, person: RoomController, ...sources: string[]): Promise<void> {
  const wanted = JSON.stringify(sources.sort());
  return become(viewer, () => JSON.stringify(shown(viewer, person)) === wanted, `to see ${wanted}`);
}

for (const [where, server] of [
  ['inside the page', () => 'page:'],
  ['at the service', serviceUrl],
] as const) {
  describe(`directions, ${where}`, () => {
    let stage: RoomsOnStage;

    before(() => {
      stage = new RoomsOnStage(server());
    });

    afterEach(() => stage.clear());

    it('one-way: only the owner sends, nobody else is asked for a device, the others are not connected', async () => {
      const [ada, ben, cleo] = (await stage.together(3, { session: 'audio video', direction: 'One Way' })) as Three;
      await Promise.all([untilConnected(ada, ben), untilConnected(ada, cleo)]);
      await Promise.all([ben, cleo].map((viewer) => shows(viewer, ada, 'camera', 'microphone')));
      for (const viewer of [ben, cleo]) {
        expect([viewer.state.microphone, viewer.state.camera]).to.deep.equal(['off', 'off']);
        expect(await codeOf(viewer.setCamera(true))).to.equal('room/not-allowed');
      }
      expect(seen(ben, cleo)?.connection).to.equal('closed');
      expect(ben.connectionTo(idOf(cleo))).to.equal(undefined);
    });

    it('one-way: the star turns round whoever owns the room', async () => {
      const [ada, ben, cleo] = (await stage.together(3, { session: 'video data', direction: 'one-way' })) as Three;
      await Promise.all([shows(ben, ada, 'camera'), shows(cleo, ada, 'camera')]);
      await ada.transferOwnership(idOf(ben));
      await untilConnected(ben, cleo);
      await become(ada, () => ada.state.camera === 'off', 'the former owner’s camera off');
      await become(cleo, () => seen(cleo, ada)?.connection === 'closed', 'no way to the former owner');
      expect(shown(cleo, ada)).to.be.empty;
      expect(ben.state.camera).to.equal('off');
      await ben.setCamera(true);
      await Promise.all([shows(ada, ben, 'camera'), shows(cleo, ben, 'camera')]);
      await ben.transferOwnership(idOf(cleo));
      await cleo.transferOwnership(idOf(ada));
      await Promise.all([untilConnected(ada, ben), untilConnected(ada, cleo)]);
      await ada.setCamera(true);
      await Promise.all([shows(ben, ada, 'camera'), shows(cleo, ada, 'camera')]);
      await ben.send('here');
      await become(ada, () => ada.state.messages.length === 1, 'the line');
      expect(cleo.state.messages).to.be.empty;
    });

    it('a kind that is two-way is, in a one-way room', async () => {
      const options = { session: 'audio:two-way video', direction: 'one-way' };
      const [ada, ben] = (await stage.together(2, options)) as [RoomController, RoomController];
      await shows(ben, ada, 'camera', 'microphone');
      await shows(ada, ben, 'microphone');
      expect(ben.state.camera).to.equal('off');
    });

    it('many-to-one: the owner listens', async () => {
      const [ada, ben, cleo] = (await stage.together(3, { session: 'audio', direction: 'many-to-one' })) as Three;
      await Promise.all([shows(ada, ben, 'microphone'), shows(ada, cleo, 'microphone')]);
      expect(ada.state.microphone).to.equal('off');
      expect(seen(ben, cleo)?.connection).to.equal('closed');
    });

    it('one-to-many: the others talk with the owner, and not with each other', async () => {
      const [ada, ben, cleo] = (await stage.together(3, { session: 'audio', direction: 'one-to-many' })) as Three;
      await Promise.all([shows(ada, ben, 'microphone'), shows(ben, ada, 'microphone'), shows(cleo, ada, 'microphone')]);
      expect(seen(ben, cleo)?.streams).to.be.empty;
    });

    it('one-to-one is for two', async () => {
      const [ada] = (await stage.together(2, { direction: 'ONE-TO-ONE' })) as [RoomController];
      expect(ada.state.policy?.maxParticipants).to.equal(2);
      expect(await codeOf(stage.room({ name: ada.state.name }).join())).to.equal('room/full');
    });

    it('who joins with less sends less, and receives all the same', async () => {
      const [ada] = (await stage.together(1, { session: 'audio video data' })) as [RoomController];
      const silent = stage.room({ name: ada.state.name, session: '' });
      const heardOnly = stage.room({ name: ada.state.name, session: 'only-audio' });
      await silent.join();
      await heardOnly.join();
      await Promise.all([silent, heardOnly].map((viewer) => shows(viewer, ada, 'camera', 'microphone')));
      await shows(ada, heardOnly, 'microphone');
      expect([silent.state.microphone, silent.state.camera, heardOnly.state.camera]).to.deep.equal([
        'off',
        'off',
        'off',
      ]);
      // The room carries it, so it can still be switched on by hand.
      await silent.setCamera(true);
      await become(ada, () => streamOf(ada, silent, 'camera')?.stream !== undefined, 'the camera after all');
    });
  });
}
