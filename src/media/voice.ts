/** Loudness in 0…1 of full scale: quieter is a room, louder a voice. Between the two, who speaks goes on to. */
const VOICE = 0.025;
const SILENCE = 0.012;
/** A voice pauses for breath. */
const PAUSE_MS = 800;
/** How much a new level counts against what was heard before. */
const WEIGHT = 0.5;

/** Tells a voice from noise, by one level after another. */
export class Voice {
  #level = 0;
  #speaking = false;
  #heardAt = 0;

  /** Smoothed, in 0…1 of full scale. */
  get level(): number {
    return this.#level;
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  /** `level` in 0…1 of full scale at `now` (ms of any clock). */
  hear(level: number, now: number): void {
    this.#level += (level - this.#level) * WEIGHT;
    if (this.#level >= (this.#speaking ? SILENCE : VOICE)) {
      this.#speaking = true;
      this.#heardAt = now;
    } else if (now - this.#heardAt >= PAUSE_MS) this.#speaking = false;
  }

  /** Muted: whatever a microphone hears is nobody's speech. */
  silence(): void {
    this.#level = 0;
    this.#speaking = false;
  }
}

/** As loud as it seems, 0…1: the upper 50 dB on a straight line. */
export function loudness(level: number): number {
  return level <= 0 ? 0 : Math.min(1, Math.max(0, 1 + (20 * Math.log10(level)) / 50));
}
