import { abortable } from '../base/abortable.js';

/** A network that does not answer must not hold a call up: what was found by then has to do. */
const GATHER_TIMEOUT_MS = 5_000;

/** Resolves when a connection knows all its candidates, or has looked for long enough. Rejects with the signal's reason. */
export async function gathered(connection: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  const enough = AbortSignal.any([AbortSignal.timeout(GATHER_TIMEOUT_MS), signal]);
  const complete = new Promise<void>((resolve) => {
    const ask = (): void => {
      if (connection.iceGatheringState === 'complete') resolve();
    };
    connection.addEventListener('icegatheringstatechange', ask, { signal: enough });
    ask();
  });
  try {
    await abortable(complete, enough);
  } catch (error) {
    if (signal.aborted) throw error;
  }
}
