import type { ConnectionQuality } from '../peer/connection-quality.js';
import { inTime, rawStats, reportOf, type ConnectionReport, type RawStats, type TrackStats } from '../peer/stats.js';
import type { Source } from '../protocol/index.js';
import type { Topology } from '../topology/topology.js';
import { noSuchParticipant } from './no-such-participant.js';
import type { Participant, RoomState } from './room-state.js';

/** A track on its way, and what it belongs to. */
export interface StreamStats extends TrackStats {
  readonly streamId: string;
  readonly source: Source;
}

/** The connection with one person, measured; units are in the names, rates are since the look before. */
export interface PersonStats {
  readonly userId: string;
  /** Milliseconds since the epoch. */
  readonly measuredAt: number;
  readonly connection: Participant['connection'];
  readonly quality: ConnectionQuality;
  readonly transport: ConnectionReport['transport'];
  readonly tracks: readonly StreamStats[];
}

interface Look {
  readonly connection: RTCPeerConnection;
  readonly raw: RawStats;
  readonly at: number;
}

/** Rates over less than this say little. */
const LEAST_INTERVAL_MS = 500;

/** What the connections of a room say about themselves. */
export class Statistics {
  readonly #state: () => RoomState;
  readonly #topology: () => Topology | undefined;
  /** By person, what rates are counted from: the newest look of those worth comparing with, and the one before it. */
  readonly #looks = new Map<string, readonly [newest: Look, before: Look | undefined]>();

  constructor(state: () => RoomState, topology: () => Topology | undefined) {
    this.#state = state;
    this.#topology = topology;
  }

  /** This person is gone, or the connection is. */
  forget(userId: string): void {
    this.#looks.delete(userId);
  }

  /** What is so now, with rates since the last look; `undefined` without a connection, or of one that does not answer. */
  async look(userId: string): Promise<ConnectionReport | undefined> {
    const connection = this.#topology()?.connectionTo(userId);
    if (connection === undefined) return undefined;
    const raw = await inTime(rawStats(connection));
    if (raw === undefined || this.#topology()?.connectionTo(userId) !== connection) return undefined;
    return reportOf(raw, this.#before(userId, { connection, raw, at: performance.now() })?.raw);
  }

  /** One person's, or everybody's. Rejects with `protocol/no-such-participant`. */
  async of(userId: string | undefined): Promise<PersonStats[]> {
    const people = this.#state().participants.filter((person) => !person.self);
    const asked = userId === undefined ? people : people.filter((person) => person.userId === userId);
    if (userId !== undefined && asked.length === 0) throw noSuchParticipant(userId);
    const found = await Promise.all(asked.map((person) => this.#person(person)));
    return found.flatMap((stats) => stats ?? []);
  }

  async #person(person: Participant): Promise<PersonStats | undefined> {
    const { userId } = person;
    const report = await this.look(userId);
    if (report === undefined) return undefined;
    const { connection, quality } = this.#state().participants.find((one) => one.userId === userId) ?? person;
    return {
      userId,
      measuredAt: Date.now(),
      connection,
      quality,
      transport: report.transport,
      // Media sections that carry nothing have entries, too.
      tracks: report.tracks.flatMap((track) => {
        const origin = this.#origin(person, track);
        return origin === undefined ? [] : [{ ...track, ...origin }];
      }),
    };
  }

  #origin({ userId, streams }: Participant, track: TrackStats): Pick<StreamStats, 'streamId' | 'source'> | undefined {
    const found =
      track.direction === 'sent'
        ? this.#topology()
            ?.announced(userId)
            .find(({ mids }) => track.mid !== undefined && mids[track.kind] === track.mid)
        : streams.find(({ stream }) => stream?.getTracks().some(({ id }) => id === track.trackId));
    return found && { streamId: found.streamId, source: found.source };
  }

  /** The newest look that is long enough ago; asked for often, looks in between are not kept. */
  #before(userId: string, look: Look): Look | undefined {
    const [newest, before] = this.#looks.get(userId) ?? [];
    if (newest === undefined || newest.connection !== look.connection) {
      this.#looks.set(userId, [look, undefined]);
      return undefined;
    }
    if (look.at - newest.at < LEAST_INTERVAL_MS) return before;
    this.#looks.set(userId, [look, newest]);
    return newest;
  }
}
