import assert from 'node:assert/strict';
import type { MediaKind, Source } from '../../src/index.js';
import { until } from './until.js';
import type { Visitor } from './visitor.js';

export interface Flow {
  /** Who sends. */
  readonly userId: string;
  readonly source: Source;
  readonly kind: MediaKind;
  /** Decoded frames of a video, received packets of a sound. */
  readonly count: number;
}

/** So much more of each shows that it goes on, and is not the first picture alone. */
const GROWTH = 3;

/** Every announced track that arrives here. */
export function inboundFlows(visitor: Visitor): Promise<Flow[]> {
  return visitor.run(async () => {
    const flows: Flow[] = [];
    for (const { userId, streams, self } of window.room.state.participants) {
      if (self) continue;
      const stats = [...((await window.room.connectionTo(userId)?.getStats()) ?? new Map<string, unknown>()).values()];
      const inbound = (stats as RTCInboundRtpStreamStats[]).filter(({ type }) => type === 'inbound-rtp');
      for (const { source, stream } of streams) {
        for (const track of stream?.getTracks() ?? []) {
          const own = inbound.find(({ trackIdentifier }) => trackIdentifier === track.id);
          const count = (track.kind === 'video' ? own?.framesDecoded : own?.packetsReceived) ?? 0;
          flows.push({ userId, source, kind: track.kind as MediaKind, count });
        }
      }
    }
    return flows;
  }, null);
}

/**
 * Waits until each of `senders` is seen and heard here: one camera, decoded, and one microphone, received, that both go
 * on, and nothing else.
 */
export async function untilSeenAndHeard(visitor: Visitor, senders: readonly Visitor[]): Promise<void> {
  const userIds = await Promise.all(senders.map((sender) => sender.userId()));
  const wanted = userIds.flatMap((userId) => [`${userId} camera video`, `${userId} microphone audio`]).sort();
  const before = await until(
    `the flows ${wanted.join(', ')}`,
    () => inboundFlows(visitor),
    (flows) => flows.length === wanted.length && flows.every(({ count }) => count > 0),
  );
  assert.deepEqual(before.map(nameOf).sort(), wanted);
  await untilGrown(visitor, before);
}

/** Waits until every flow of `before` has gone on. */
export async function untilGrown(visitor: Visitor, before: readonly Flow[]): Promise<void> {
  await until(
    'every flow to go on',
    () => inboundFlows(visitor),
    (flows) => {
      const counts = new Map(flows.map((flow) => [nameOf(flow), flow.count]));
      return before.every((flow) => (counts.get(nameOf(flow)) ?? 0) >= flow.count + GROWTH);
    },
  );
}

export function nameOf({ userId, source, kind }: Flow): string {
  return `${userId} ${source} ${kind}`;
}
