import { abortable } from '../base/abortable.js';

/**
 * What the browser captures, alive no longer than `signal`: a capture that arrives after the abort is stopped at once,
 * so that no camera light stays on for a call that is over. Rejects with the browser's own error or the signal's reason.
 *
 * There is no time limit: a person is reading a permission prompt.
 */
export async function capturedStream(capture: Promise<MediaStream>, signal: AbortSignal): Promise<MediaStream> {
  const bound = capture.then((stream) => {
    if (signal.aborted) stopTracks(stream);
    // Whoever gets the tracks stops them sooner; this holds for those that are between two hands when the call ends.
    else signal.addEventListener('abort', () => stopTracks(stream), { once: true });
    return stream;
  });
  return abortable(bound, signal);
}

export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
