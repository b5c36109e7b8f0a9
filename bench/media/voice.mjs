import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { wavOf } from '../../scripts/wav.mjs';

const SECONDS = 10;
/** In a call of several people each says something now and then. */
const SPEAKS_SECONDS = 2;

/** Writes what the fake microphones play over and over: two seconds of something like a voice, eight of silence (WAV). */
export function writeVoice(file) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    wavOf(SECONDS, (seconds) => (seconds < SPEAKS_SECONDS ? sampleAt(seconds) : 0)),
  );
}

/** A tone of 180 Hz with overtones that rises and falls four times a second, as syllables do. */
function sampleAt(seconds) {
  const syllable = 0.5 - 0.5 * Math.cos(2 * Math.PI * 4 * seconds);
  const tones = [1, 2, 3, 5].map((multiple) => Math.sin(2 * Math.PI * 180 * multiple * seconds) / multiple);
  return 6_000 * syllable * tones.reduce((sum, tone) => sum + tone, 0);
}
