/** All that had come over a connection at one time, by entry of its statistics. */
export type ArrivalCounts = ReadonlyMap<string, number>;

/** Counts that only rise when a packet has come; named differently, and not all of them given, by each browser. */
const COUNTS: Readonly<Record<string, readonly string[]>> = {
  transport: ['packetsReceived', 'bytesReceived'],
  'inbound-rtp': ['packetsReceived'],
  'data-channel': ['bytesReceived'],
  'candidate-pair': ['bytesReceived', 'requestsReceived', 'responsesReceived'],
};

/** Packets of media, and of the connection's own upkeep. */
export async function countArrivals(connection: RTCPeerConnection): Promise<ArrivalCounts> {
  const counted = new Map<string, number>();
  const report = await connection.getStats();
  report.forEach((entry: { readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>) => {
    for (const name of COUNTS[entry.type] ?? []) {
      const count = entry[name];
      if (typeof count === 'number') counted.set(`${entry.id} ${name}`, count);
    }
  });
  return counted;
}

/** Whether anything has come between two counts. */
export function hasGrown(before: ArrivalCounts, now: ArrivalCounts): boolean {
  return [...now].some(([id, count]) => count > (before.get(id) ?? 0));
}

/** What arrives over one connection, looked at from time to time: whether anything did since the last look. */
export class Arrivals {
  readonly #connection: RTCPeerConnection;
  /** By receiver, the time of the newest packet that was played; who played something last is asked first. */
  #played = new Map<RTCRtpReceiver, number>();
  #counted: ArrivalCounts | undefined;

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  /** A look that has nothing to compare with says yes. */
  async since(): Promise<boolean> {
    // The statistics of a connection with five media sections cost milliseconds, what one receiver played a part of one.
    if (this.#hasPlayed()) {
      this.#counted = undefined;
      return true;
    }
    const before = this.#counted;
    this.#counted = await countArrivals(this.#connection);
    return before === undefined || hasGrown(before, this.#counted);
  }

  /** Stops at the first receiver that has. */
  #hasPlayed(): boolean {
    const playedBefore = (receiver: RTCRtpReceiver): number => this.#played.get(receiver) ?? 0;
    const receivers = this.#connection.getReceivers().filter(({ track }) => !track.muted);
    receivers.sort((one, other) => playedBefore(other) - playedBefore(one));
    for (const receiver of receivers) {
      const newest = Math.max(0, ...receiver.getSynchronizationSources().map(({ timestamp }) => timestamp));
      if (newest <= playedBefore(receiver)) continue;
      this.#played.set(receiver, newest);
      return true;
    }
    return false;
  }
}
