/** One for the page: each `AudioContext` is a thread, and a browser allows few. */
let pageContext: AudioContext | undefined;

/**
 * How loud a track is that is not on its way to anybody, so that no statistics know it. Returns a function for the level
 * now, 0…1 of full scale; 0 until the visitor has touched the page, since a browser runs no sound before.
 */
export function audioLevelOf(track: MediaStreamTrack, signal: AbortSignal): () => number {
  let measure: (() => number) | undefined;
  return () => {
    // Made earlier, it would stay suspended, and the console would complain.
    if (signal.aborted || !navigator.userActivation.hasBeenActive) return 0;
    measure ??= measured(track, (pageContext ??= new AudioContext()), signal);
    return measure();
  };
}

function measured(track: MediaStreamTrack, context: AudioContext, signal: AbortSignal): () => number {
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  signal.addEventListener('abort', () => source.disconnect(), { once: true });
  const samples = new Float32Array(analyser.fftSize);
  return () => {
    if (context.state === 'suspended') {
      // Refused until the next gesture, and then asked for again.
      context.resume().catch(() => undefined);
      return 0;
    }
    analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  };
}
