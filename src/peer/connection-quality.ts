import type { QualityLook } from './quality-steps.js';
import type { ConnectionReport, TrackStats } from './stats.js';

/** 4 excellent, 3 good, 2 fair, 1 poor, 0: nothing comes through, or nothing is known yet. */
export const CONNECTION_QUALITIES = [0, 1, 2, 3, 4] as const;
export type ConnectionQuality = (typeof CONNECTION_QUALITIES)[number];

/** What a quality may have at most: part of packets lost either way, milliseconds there and back, of jitter. */
const BOUNDS = [
  { quality: 4, loss: 0.01, roundTripMs: 150, jitterMs: 30 },
  { quality: 3, loss: 0.03, roundTripMs: 300, jitterMs: 60 },
  { quality: 2, loss: 0.08, roundTripMs: 600, jitterMs: 120 },
] as const;

export function connectionQuality(report: ConnectionReport): ConnectionQuality {
  const { transport, tracks } = report;
  if (transport.relayed === undefined) return 0;
  const loss = Math.max(0, ...tracks.map((track) => track.loss ?? 0));
  const jitterMs = Math.max(0, ...tracks.map((track) => (track.kind === 'audio' ? (track.jitterMs ?? 0) : 0)));
  const roundTripMs = transport.roundTripMs ?? 0;
  const reached = BOUNDS.find(
    (most) => loss <= most.loss && roundTripMs <= most.roundTripMs && jitterMs <= most.jitterMs,
  );
  return reached?.quality ?? 1;
}

/** A worse quality is said at once, a better one when it was so twice in a row. */
export class SteadyQuality {
  #told: ConnectionQuality = 0;
  #last: ConnectionQuality = 0;

  take(quality: ConnectionQuality): ConnectionQuality {
    const isSteady = this.#told === 0 || quality < this.#told || this.#last >= quality;
    if (isSteady) this.#told = quality;
    this.#last = quality;
    return this.#told;
  }
}

/** In kbit/s: with less, sound and the smallest picture do not both fit. */
const SCARCE_KBPS = 110;
const TIGHT_KBPS = 240;
/** What no step asks of a picture. Browsers do, seconds before they call it limited, when packets queue up. */
const STARVED_KBPS = 60;

/** What a look at a connection means for what is sent over it. */
export function networkLook({ transport, tracks }: ConnectionReport): QualityLook {
  const sent = tracks.filter(({ direction }) => direction === 'sent');
  const loss = Math.max(0, ...sent.map((track) => track.loss ?? 0));
  const { availableKbps, roundTripMs = 0 } = transport;
  // An estimate alone says little while nothing much is sent; that a picture suffers from it does.
  const limited =
    availableKbps !== undefined && sent.some((track) => track.limitedBy === 'bandwidth' || starves(track));
  const look = (verdict: QualityLook['verdict']): QualityLook => ({ verdict, availableKbps });
  if (loss >= 0.25 || (limited && availableKbps < SCARCE_KBPS)) return look('terrible');
  if (loss >= 0.1 || roundTripMs >= 1_500 || (limited && availableKbps < TIGHT_KBPS)) return look('bad');
  if (loss >= 0.03 || roundTripMs >= 700) return look('fair');
  return look('good');
}

function starves({ kind, targetKbps = 0 }: TrackStats): boolean {
  return kind === 'video' && targetKbps > 0 && targetKbps < STARVED_KBPS;
}

/** What looks at all connections mean for the machine. */
export function processorLook(tracks: readonly TrackStats[]): QualityLook {
  const limited = tracks.some(({ direction, limitedBy }) => direction === 'sent' && limitedBy === 'cpu');
  return { verdict: limited ? 'bad' : 'good', availableKbps: undefined };
}
