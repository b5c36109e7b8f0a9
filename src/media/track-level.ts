import { coalesce } from '../base/coalesce.js';

/** At most this often is a level told. */
const INTERVAL_MS = 50;

/** In a smaller window than this the ear hears no level. */
const WINDOW_SAMPLES = 2_048;

/** Streams of Media Capture Transform, which the DOM's types lack. */
interface TrackProcessor {
  readonly readable: ReadableStream<AudioData>;
}
declare const MediaStreamTrackProcessor: (new (init: { track: MediaStreamTrack }) => TrackProcessor) | undefined;

/**
 * Calls `listener` with how loud the track is, 0…1, until the signal aborts or the track ends. Needs no gesture where the
 * browser hands out samples; elsewhere it begins with the visitor's first touch of the page, as browsers demand of all that
 * has to do with sound.
 */
export function watchLevel(
  track: MediaStreamTrack,
  listener: (level: number) => void,
  { signal }: { readonly signal: AbortSignal },
): void {
  let loudest = 0;
  const tell = coalesce(
    () => {
      listener(loudest);
      loudest = 0;
    },
    INTERVAL_MS,
    signal,
  );
  const heard = (samples: Float32Array): void => {
    loudest = Math.max(loudest, levelOf(samples));
    tell();
  };
  if (typeof MediaStreamTrackProcessor === 'undefined') listenThroughContext(track, heard, signal);
  else void readSamples(track, new MediaStreamTrackProcessor({ track }).readable, heard, signal);
}

/** Loudness as people hear it: decibels between silence (−60 dB) and as loud as it goes (0 dB). */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length || Number.MIN_VALUE);
  return Math.min(1, Math.max(0, 1 + decibels / 60));
}

async function readSamples(
  track: MediaStreamTrack,
  readable: ReadableStream<AudioData>,
  heard: (samples: Float32Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const reader = readable.getReader();
  // Rejects when the track has ended; there is nothing to read then.
  signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined), { once: true });
  while (!signal.aborted && track.readyState === 'live') {
    const { done, value } = await reader.read();
    if (done) return;
    const samples = new Float32Array(value.numberOfFrames);
    value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
    value.close();
    heard(samples);
  }
}

function listenThroughContext(
  track: MediaStreamTrack,
  heard: (samples: Float32Array) => void,
  signal: AbortSignal,
): void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = WINDOW_SAMPLES;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(WINDOW_SAMPLES);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    heard(samples);
  }, INTERVAL_MS);
  const wake = (): void => void context.resume();
  for (const gesture of ['pointerdown', 'keydown'] as const) addEventListener(gesture, wake, { signal });
  signal.addEventListener(
    'abort',
    () => {
      clearInterval(timer);
      void context.close();
    },
    { once: true },
  );
}
