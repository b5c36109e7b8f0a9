import { expect } from '../../test/browser/expect.js';
import { RoomsOnStage } from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import { untilEvent } from '../../test/browser/until.js';

describe('staying awake', () => {
  let stage: RoomsOnStage;

  before(() => {
    stage = new RoomsOnStage(serviceUrl());
  });

  afterEach(async () => {
    await stage.clear();
    // What stood in for the browser's own, which a page without a screen may be refused.
    Reflect.deleteProperty(navigator, 'wakeLock');
  });

  it('is asked of the browser for as long as a visit lasts, files or not', async () => {
    const screen = new EventTarget();
    const locks: { readonly released: boolean }[] = [];
    const request = (kind: string): Promise<unknown> => {
      const lock = {
        released: false,
        release: () => {
          lock.released = true;
          screen.dispatchEvent(new Event('released'));
          return Promise.resolve();
        },
      };
      locks.push(lock);
      screen.dispatchEvent(new Event(kind));
      return Promise.resolve(lock);
    };
    Object.defineProperty(navigator, 'wakeLock', { value: { request }, configurable: true });
    const asked = untilEvent(screen, 'screen');
    const [ada] = await stage.together(1);
    await asked;
    expect(locks.map(({ released }) => released)).to.deep.equal([false]);
    const released = untilEvent(screen, 'released');
    await ada?.leave();
    await released;
    expect(locks.map((lock) => lock.released)).to.deep.equal([true]);
  });
});
