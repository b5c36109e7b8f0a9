import { chosenDevices, type ChosenDevices, type DeviceChoice } from './chosen-devices.js';
import type { DeviceWishes } from './device-constraints.js';

/** What a page says in its attributes. */
export interface SaidDevices extends DeviceWishes {
  readonly speaker?: string | undefined;
}

const PLACES = ['microphone', 'camera', 'speaker'] as const;
const UNDECIDED: ReadonlySet<string> = new Set(['', 'default', 'none']);

/**
 * Which devices one room uses: what its visitor picked in it, else what the page says, else what the visitor chose
 * before. What the page says anew takes the place of an older pick.
 */
export class WishedDevices {
  readonly #remembered: ChosenDevices;
  #said: SaidDevices = {};
  /** The newest last. */
  #picks: readonly DeviceChoice[] = [];

  constructor(remembered: ChosenDevices = chosenDevices()) {
    this.#remembered = remembered;
  }

  say(said: SaidDevices): void {
    for (const place of PLACES) {
      if (said[place] !== this.#said[place]) this.pick({ [place]: undefined });
    }
    this.#said = said;
  }

  /** Returns what takes it back, and nothing of what was picked since. */
  pick(choice: DeviceChoice): () => void {
    this.#picks = [...this.#picks, choice];
    return () => (this.#picks = this.#picks.filter((one) => one !== choice));
  }

  get current(): SaidDevices {
    const remembered = this.#remembered.current;
    const picked = definedIn(Object.assign({}, ...this.#picks) as DeviceChoice);
    const said = Object.fromEntries(
      PLACES.flatMap((place) => {
        const wish = this.#said[place]?.trim() ?? '';
        return UNDECIDED.has(wish) ? [] : [[place, wish]];
      }),
    );
    return { ...this.#said, ...definedIn(remembered), ...said, ...picked };
  }
}

function definedIn(choice: DeviceChoice): DeviceChoice {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined));
}
