import { setTimeout as delay } from 'node:timers/promises';
import type { Visitor } from '../../e2e/visitor.js';

/** What came from the only other person between two looks. */
export interface Reception {
  readonly audioPacketsPerSecond: number;
  /** Share of the sound that was made up because what belonged there had not come, 0…1. */
  readonly concealed: number;
  readonly videoKbps: number;
  readonly framesPerSecond: number;
}

interface Counts {
  readonly atMs: number;
  readonly packets: number;
  readonly samples: number;
  readonly concealed: number;
  readonly bytes: number;
  readonly frames: number;
}

/** Over so many milliseconds from now. */
export async function reception(visitor: Visitor, milliseconds: number): Promise<Reception> {
  const before = await visitor.run(count, null);
  await delay(milliseconds);
  const now = await visitor.run(count, null);
  const seconds = (now.atMs - before.atMs) / 1_000;
  return {
    audioPacketsPerSecond: (now.packets - before.packets) / seconds,
    concealed: (now.concealed - before.concealed) / Math.max(1, now.samples - before.samples),
    videoKbps: ((now.bytes - before.bytes) * 8) / 1_000 / seconds,
    framesPerSecond: (now.frames - before.frames) / seconds,
  };
}

/** In the page: the sound of the only other person is played, since nothing is decoded for nobody. */
export function listen(): void {
  for (const { self, streams } of window.room.state.participants) {
    for (const { stream } of self ? [] : streams) {
      if (stream === undefined) continue;
      const audio = new Audio();
      Object.assign(window, { [`audio ${stream.id}`]: audio });
      audio.srcObject = stream;
      void audio.play();
    }
  }
}

async function count(): Promise<Counts> {
  const [other] = window.room.state.participants.filter(({ self }) => !self);
  const report = await window.room.connectionTo(other!.userId)!.getStats();
  const inbound = ([...report.values()] as RTCInboundRtpStreamStats[]).filter(({ type }) => type === 'inbound-rtp');
  const sum = (kind: string, name: keyof RTCInboundRtpStreamStats): number =>
    inbound.filter((stats) => stats.kind === kind).reduce((total, stats) => total + Number(stats[name] ?? 0), 0);
  return {
    atMs: performance.now(),
    packets: sum('audio', 'packetsReceived'),
    samples: sum('audio', 'totalSamplesReceived'),
    concealed: sum('audio', 'concealedSamples'),
    bytes: sum('video', 'bytesReceived'),
    frames: sum('video', 'framesDecoded'),
  };
}
