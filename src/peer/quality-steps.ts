/** How much less than everything is sent. Pictures give way first, from step to step; only then the sound. */
export interface QualityStep {
  /** By how much width and height of what is captured are divided at least. */
  readonly divide: number;
  /** Frames per second; `undefined` for as many as there are. */
  readonly maxFrameRate: number | undefined;
  /** kbit/s of one camera. */
  readonly maxVideoKbps: number | undefined;
  readonly video: boolean;
  /** kbit/s of one microphone. */
  readonly maxAudioKbps: number | undefined;
}

const ALL = { maxFrameRate: undefined, maxVideoKbps: undefined, video: true, maxAudioKbps: undefined } as const;

/** From everything to the sound alone. */
export const QUALITY_STEPS = [
  { ...ALL, divide: 1 },
  { ...ALL, divide: 1.5, maxFrameRate: 20, maxVideoKbps: 500 },
  { ...ALL, divide: 2, maxFrameRate: 15, maxVideoKbps: 250 },
  { ...ALL, divide: 4, maxFrameRate: 10, maxVideoKbps: 100 },
  { ...ALL, divide: 4, video: false },
  { ...ALL, divide: 4, video: false, maxAudioKbps: 16 },
] as const satisfies readonly QualityStep[];

/** The first step without pictures. */
export const PAUSED_STEP = QUALITY_STEPS.findIndex(({ video }) => !video);

/** kbit/s that must be there, as the browser estimates it, for a step to be worth trying; sound included. */
const NEEDED_KBPS: readonly number[] = [600, 400, 220, 130, 0, 0];

/** Good looks in a row before the next better step is tried; more after each try that failed. */
const LOOKS_BEFORE_BETTER = 2;
const MOST_LOOKS_BEFORE_BETTER = 16;
/** A step that held for so many looks was no failed try. */
const PROVEN_LOOKS = 6;
/** An estimate does not grow while little is sent, so it is not believed for ever. */
const LOOKS_BEFORE_TRIAL = 5;

/** What one look at a connection, or at the whole page, found. */
export interface QualityLook {
  /** `bad`: go down a step if it stays so. `terrible`: at once, and two. */
  readonly verdict: 'good' | 'fair' | 'bad' | 'terrible';
  /** What the browser believes it can send, kbit/s; `undefined` where it does not say. */
  readonly availableKbps: number | undefined;
}

/**
 * Which step is right, by one look after another: two bad ones go down, some good ones go up again, and a step that failed is
 * tried again later and later. So a line at its limit does not swing to and fro.
 */
export class QualityLadder {
  readonly #worst: number;
  #step = 0;
  #bad = 0;
  #good = 0;
  #held = 0;
  #patience = LOOKS_BEFORE_BETTER;
  #triedBetter = false;

  /** `worst`: the last step it may take. */
  constructor(worst: number = QUALITY_STEPS.length - 1) {
    this.#worst = worst;
  }

  get step(): number {
    return this.#step;
  }

  /** Takes what was found; true when the step is another one now. */
  look({ verdict, availableKbps }: QualityLook): boolean {
    this.#held += 1;
    switch (verdict) {
      case 'terrible':
        return this.#worse(2);
      case 'bad':
        this.#good = 0;
        this.#bad += 1;
        return this.#bad >= 2 && this.#worse(1);
      case 'fair':
        this.#bad = 0;
        this.#good = 0;
        return false;
      case 'good':
        this.#bad = 0;
        this.#good += 1;
        return this.#good >= this.#patience && this.#better(availableKbps);
      default:
        return verdict satisfies never;
    }
  }

  #worse(steps: number): boolean {
    // What was tried and failed soon is tried later the next time.
    if (this.#triedBetter && this.#held <= PROVEN_LOOKS) {
      this.#patience = Math.min(this.#patience * 2, MOST_LOOKS_BEFORE_BETTER);
    } else if (this.#held > PROVEN_LOOKS) this.#patience = LOOKS_BEFORE_BETTER;
    return this.#go(Math.min(this.#step + steps, this.#worst), false);
  }

  #better(availableKbps: number | undefined): boolean {
    const next = this.#step - 1;
    if (next < 0) return false;
    const isThere = availableKbps === undefined || availableKbps >= (NEEDED_KBPS[next] ?? 0);
    return (isThere || this.#good >= Math.max(LOOKS_BEFORE_TRIAL, this.#patience)) && this.#go(next, true);
  }

  #go(step: number, triesBetter: boolean): boolean {
    this.#bad = 0;
    this.#good = 0;
    if (step === this.#step) return false;
    this.#held = 0;
    this.#step = step;
    this.#triedBetter = triesBetter;
    return true;
  }
}
