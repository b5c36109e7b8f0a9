import type { PeerSignal } from '../../src/protocol/index.js';

/** What JSON and the fields of fixed size make of it, roughly. */
const ENVELOPE_BYTES = 200;
const CANDIDATE_BYTES = 100;
const PUBLICATION_BYTES = 400;

/** About how many bytes of the wire a signal takes; writing it out to be exact would cost more than passing it on. */
export function sizeOf(signal: PeerSignal): number {
  switch (signal.kind) {
    case 'description':
      return ENVELOPE_BYTES + signal.description.sdp.length + signal.offers.publications.length * PUBLICATION_BYTES;
    case 'candidates':
      return signal.candidates.reduce((sum, one) => sum + CANDIDATE_BYTES + one.candidate.length, ENVELOPE_BYTES);
    case 'contact':
    case 'heard':
      return ENVELOPE_BYTES;
    default:
      return signal satisfies never;
  }
}
