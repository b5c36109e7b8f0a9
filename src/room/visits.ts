import { abortable } from '../base/abortable.js';
import { RtcError, type EndReason } from '../protocol/index.js';
import type { RoomChannelEvents, SignalingClient } from '../signaling/signaling-client.js';
import { fatal } from './fatal.js';
import { RtcClosedEvent, RtcErrorEvent, RtcJoinedEvent, RtcLeftEvent, type LeftReason } from './room-events.js';
import type { RoomOptions } from './room-options.js';
import { RoomSession } from './room-session.js';
import type { Snapshots } from './snapshots.js';

export interface JoinOptions {
  readonly signal?: AbortSignal;
  /** Whether to wait for a room that nobody has opened, where `entry` is `join`; else `room/missing`. Default true. */
  readonly wait?: boolean;
  /** Instead of the one in the options. */
  readonly password?: string;
}

export interface VisitsOptions {
  readonly snapshots: Snapshots;
  readonly client: () => Promise<SignalingClient>;
  readonly options: () => RoomOptions;
}

/** The visits to rooms that one controller makes, one at a time: how they begin and all the ways they end. */
export class Visits {
  readonly #options: VisitsOptions;
  #session: RoomSession | undefined;
  #joining: Promise<void> | undefined;

  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  /** The visit that is under way or being begun. */
  get session(): RoomSession | undefined {
    return this.#session;
  }

  /** `place` stands for options of this visit alone. */
  join({ signal, wait = true, password }: JoinOptions, place: RoomOptions = {}): Promise<void> {
    if (this.#session === undefined) {
      const session = this.#start({ ...place, ...(password !== undefined && { password }) });
      const until = AbortSignal.any([session.signal, ...(signal ? [signal] : [])]);
      this.#joining = this.#enter(session, until, { wait });
      return this.#joining;
    }
    const joining = this.#joining ?? Promise.resolve();
    return signal === undefined ? joining : abortable(joining, signal);
  }

  async leave(): Promise<void> {
    if (this.#session !== undefined) await this.#end(this.#session, 'left', 'left');
  }

  async close(): Promise<void> {
    if (this.#session === undefined && this.#options.snapshots.state.status === 'closed') return;
    await this.act(async (session) => {
      const { userId } = this.#options.snapshots.state;
      await session.ask('room:close', {});
      this.#ended(session, { reason: 'closed', by: userId ?? null });
    });
  }

  /** Runs what a method asks of the visit, once it has begun; what fails is also told to the page. */
  act(action: (session: RoomSession) => Promise<void>): Promise<void> {
    return this.#options.snapshots.reporting(async () => {
      await this.#joining;
      if (this.#session === undefined) throw new RtcError('room/not-joined', 'Join the room first.');
      await action(this.#session);
    });
  }

  #start(place: RoomOptions): RoomSession {
    const { snapshots, client, options } = this.#options;
    const isCurrent = (): boolean => this.#session === session;
    const session: RoomSession = new RoomSession({
      client,
      options: () => ({ ...options(), ...place }),
      state: () => snapshots.state,
      tell: (fact) => {
        if (isCurrent()) snapshots.tell(fact);
      },
      dispatch: (event) => snapshots.dispatch(event),
      report: (error) => snapshots.report(error),
      fail: (error) => {
        if (isCurrent()) this.#fail(session, error);
      },
      ended: (ending) => this.#ended(session, ending),
    });
    this.#session = session;
    snapshots.tell({ type: 'joining', name: place.name ?? options().name ?? '' });
    return session;
  }

  async #enter(session: RoomSession, signal: AbortSignal, wishes: { readonly wait: boolean }): Promise<void> {
    const { snapshots } = this.#options;
    try {
      const { opened, userId, snapshot } = await session.join(signal, wishes);
      const { owner } = snapshots.state;
      snapshots.dispatch(new RtcJoinedEvent({ name: snapshot.room, userId, owner, opened }));
    } catch (error) {
      if (this.#session !== session) throw error;
      if (signal.aborted) {
        await this.leave();
        throw error;
      }
      const failure = fatal(error);
      this.#fail(session, failure);
      throw failure;
    }
  }

  #fail(session: RoomSession, error: RtcError): void {
    const { snapshots } = this.#options;
    const { status } = snapshots.state;
    this.#forget();
    // The service knows by itself, or refused us: nothing to wait for.
    session.leave().catch(() => undefined);
    snapshots.tell({ type: 'failed', error });
    if (error.code === 'room/denied') snapshots.dispatch(new RtcLeftEvent('denied'));
    else if (status === 'joined' || status === 'reconnecting') snapshots.dispatch(new RtcLeftEvent('failed'));
    snapshots.dispatch(new RtcErrorEvent(error));
  }

  /** By the service's word. A membership that was replaced, by another tab say, is not taken back. */
  #ended(session: RoomSession, { reason, by }: RoomChannelEvents['ended']): void {
    if (this.#session !== session) return;
    void this.#end(session, reason === 'closed' ? 'closed' : 'left', leftReason(reason), by);
  }

  #end(session: RoomSession, status: 'left' | 'closed', reason: LeftReason, by: string | null = null): Promise<void> {
    const { snapshots } = this.#options;
    this.#forget();
    const left = session.leave();
    snapshots.tell({ type: 'ended', status, reason });
    if (status === 'closed') snapshots.dispatch(new RtcClosedEvent(by));
    snapshots.dispatch(new RtcLeftEvent(reason));
    return left;
  }

  #forget(): void {
    this.#session = undefined;
    this.#joining = undefined;
  }
}

function leftReason(reason: EndReason): LeftReason {
  // What has expired is joined anew and does not come here.
  return reason === 'expired' ? 'failed' : reason;
}
