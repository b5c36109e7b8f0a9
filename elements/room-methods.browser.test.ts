import { RoomController } from '../src/index.js';
import { expect } from '../test/browser/expect.js';
import { mountRoom, unmountAll } from '../test/browser/mount.js';
import './define.js';

/** Of the controller alone: for scripts that make one themselves, and for views. */
const NOT_OF_THE_ELEMENT: ReadonlySet<string> = new Set([
  'constructor',
  'configure',
  'on',
  'connectionTo',
  'showPictures',
  'watchRooms',
]);

const METHODS = Object.entries(Object.getOwnPropertyDescriptors(RoomController.prototype))
  .filter(([name, { value }]) => typeof value === 'function' && !NOT_OF_THE_ELEMENT.has(name))
  .map(([name]) => name);

describe('methods of rtc-room', () => {
  afterEach(unmountAll);

  it('are those of its controller, and hand on what they are given', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    for (const name of METHODS) {
      const method: unknown = Reflect.get(room, name);
      expect(typeof method, name).to.equal('function');
      const given = ['first', 'second'];
      await (method as (...all: string[]) => unknown).apply(room, given);
      const call = fake.calls.findLast(([called]) => called === name);
      expect(call, name).to.be.an('array');
      expect(given.slice(0, call!.length - 1), name).to.deep.equal(call!.slice(1));
    }
  });

  it('steer the screen that is shared', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    const left = { x: 0, y: 0, width: 0.5, height: 1 };
    await room.pauseScreen('blank');
    await room.resumeScreen();
    await room.cropScreen(left, 'moderators');
    await room.moveCrop('grace', { x: 0.5, y: 0 });
    expect(fake.calls.filter(([name]) => /Screen|Crop/.test(name))).to.deep.equal([
      ['pauseScreen', 'blank'],
      ['resumeScreen'],
      ['cropScreen', left, 'moderators'],
      ['moveCrop', 'grace', { x: 0.5, y: 0 }],
    ]);
  });
});
