import { expect } from '../../test/browser/expect.js';
import { untilEvent } from '../../test/browser/until.js';
import { audioLevelOf } from './audio-level.js';
import { watchLevel } from './track-level.js';

/** As if the browser handed out no samples. */
function withoutSamples(): () => void {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'MediaStreamTrackProcessor');
  Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor');
  return () => {
    if (own !== undefined) Object.defineProperty(globalThis, 'MediaStreamTrackProcessor', own);
  };
}

/** The first level that is `meant`. */
function untilLevel(track: MediaStreamTrack, meant: (level: number) => boolean, signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    watchLevel(track, (level) => meant(level) && resolve(level), { signal });
  });
}

/** Every context of sound that is made or asked to go on, until the end. */
function watchContexts(): {
  readonly made: AudioContext[];
  readonly resumed: AudioContext[];
  readonly end: () => void;
} {
  const Original = AudioContext;
  const [made, resumed]: [AudioContext[], AudioContext[]] = [[], []];
  globalThis.AudioContext = class extends Original {
    constructor() {
      super();
      made.push(this);
    }

    override resume(): Promise<void> {
      resumed.push(this);
      return super.resume();
    }
  };
  return { made, resumed, end: () => (globalThis.AudioContext = Original) };
}

describe('the level of a track', () => {
  let enough: AbortController;
  let track: MediaStreamTrack;

  beforeEach(async () => {
    enough = new AbortController();
    // Beeps once a second, also on a page that nobody has touched.
    [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks() as [MediaStreamTrack];
  });

  afterEach(() => {
    enough.abort();
    track.stop();
  });

  for (const [where, prepare] of [
    ['where the browser hands out samples', () => () => undefined],
    ['where it does not', withoutSamples],
  ] as const) {
    it(`is there for a sound and nothing for a muted track, ${where}`, async () => {
      const restore = prepare();
      try {
        expect(await untilLevel(track, (level) => level > 0.1, enough.signal)).to.be.at.most(1);
        track.enabled = false;
        expect(await untilLevel(track, (level) => level === 0, enough.signal)).to.equal(0);
      } finally {
        restore();
      }
    });
  }

  it('asks for sound at the first touch, and listens no longer, nor keeps a context, once it was given up', async () => {
    const restore = withoutSamples();
    const contexts = watchContexts();
    try {
      await untilLevel(track, (level) => level > 0, enough.signal);
      const [context] = contexts.made;
      for (const type of ['pointerdown', 'keydown']) dispatchEvent(new Event(type));
      expect(contexts.resumed).to.deep.equal([context, context]);
      const closed = untilEvent(context!, 'statechange', () => context?.state === 'closed');
      enough.abort();
      await closed;
      dispatchEvent(new Event('pointerdown'));
      expect([contexts.made.length, contexts.resumed.length]).to.deep.equal([1, 2]);
    } finally {
      contexts.end();
      restore();
    }
  });

  it('that goes to nobody is 0 on a page nobody has touched, without a context that would stay suspended', () => {
    expect(navigator.userActivation.hasBeenActive).to.equal(false);
    const contexts = watchContexts();
    try {
      expect(audioLevelOf(track, enough.signal)()).to.equal(0);
      expect(contexts.made).to.deep.equal([]);
    } finally {
      contexts.end();
    }
  });

  it('that goes to nobody is heard once the page was touched', async () => {
    Object.defineProperty(navigator, 'userActivation', { configurable: true, value: { hasBeenActive: true } });
    try {
      const level = audioLevelOf(track, enough.signal);
      const loud = new Promise<number>((resolve) => {
        // Asked as the room does, again and again.
        const look = (): void => {
          if (level() > 0.01) resolve(level());
          else if (!enough.signal.aborted) requestAnimationFrame(look);
        };
        look();
      });
      expect(await loud).to.be.within(0, 1);
      enough.abort();
      expect(level()).to.equal(0);
    } finally {
      Reflect.deleteProperty(navigator, 'userActivation');
    }
  });
});
