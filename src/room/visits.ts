import { abortable } from '../base/abortable.js';
import { RtcError, type EndReason } from '../protocol/index.js';
import type { RoomChannelEvents, SignalingClient } from '../signaling/signaling-client.js';
import { fatal } from './fatal.js';
import { joinRequestOf } from './resolved-options.js';
import { RtcClosedEvent, RtcErrorEvent, RtcJoinedEvent, RtcLeftEvent, type LeftReason } from './room-events.js';
import type { RoomOptions } from './room-options.js';
import type { Responder } from './message-requests.js';
import type { RoomSession } from './room-session.js';
import type { SessionContext } from './session-context.js';
import type { Snapshots } from './snapshots.js';

export interface JoinOptions {
  readonly signal?: AbortSignal;
  /** Whether to wait for a room that nobody has opened, where `entry` is `join`; else `room/missing`. Default true. */
  readonly wait?: boolean;
  /** Instead of the one in the options. */
  readonly password?: string;
  /** Instead of the one in the options. */
  readonly ticket?: string;
}

export interface VisitsOptions {
  readonly snapshots: Snapshots;
  readonly client: () => Promise<SignalingClient>;
  readonly options: () => RoomOptions;
  /** What answers requests, by topic. */
  readonly responders: ReadonlyMap<string, Responder>;
}

/** One visit, from the wish for it: the session comes once its code is there. */
interface Visit {
  readonly context: SessionContext;
  readonly lifetime: AbortController;
  session: RoomSession | undefined;
}

/** The visits to rooms that one controller makes, one at a time: how they begin and all the ways they end. */
export class Visits {
  readonly #options: VisitsOptions;
  #visit: Visit | undefined;
  #joining: Promise<void> | undefined;

  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  /** The visit that is under way. */
  get session(): RoomSession | undefined {
    return this.#visit?.session;
  }

  /** `place` stands for options of this visit alone. */
  join({ signal, wait = true, password, ticket }: JoinOptions, place: RoomOptions = {}): Promise<void> {
    if (this.#visit === undefined) {
      const shown = { ...(password !== undefined && { password }), ...(ticket !== undefined && { ticket }) };
      const visit = this.#start({ ...place, ...shown });
      const until = AbortSignal.any([visit.lifetime.signal, ...(signal ? [signal] : [])]);
      this.#joining = this.#enter(visit, until, { wait });
      return this.#joining;
    }
    const joining = this.#joining ?? Promise.resolve();
    return signal === undefined ? joining : abortable(joining, signal);
  }

  async leave(): Promise<void> {
    if (this.#visit !== undefined) await this.#end(this.#visit, 'left', 'left');
  }

  async close(): Promise<void> {
    if (this.#visit === undefined && this.#options.snapshots.state.status === 'closed') return;
    await this.act(async (session) => {
      const { userId } = this.#options.snapshots.state;
      const visit = this.#visit;
      await session.ask('room:close', {});
      if (visit !== undefined) this.#ended(visit, { reason: 'closed', by: userId ?? null });
    });
  }

  /** Runs what a method asks of the visit, once it has begun; what fails is also told to the page. */
  act<T>(action: (session: RoomSession) => Promise<T>): Promise<T> {
    return this.#options.snapshots.reporting(async () => {
      await this.#joining;
      if (this.session === undefined) throw new RtcError('room/not-joined', 'Join the room first.');
      return action(this.session);
    });
  }

  #start(place: RoomOptions): Visit {
    const { snapshots, client, options, responders } = this.#options;
    const isCurrent = (): boolean => this.#visit === visit;
    const tell: SessionContext['tell'] = (fact) => {
      if (isCurrent()) snapshots.tell(fact);
    };
    const lifetime = new AbortController();
    const context: SessionContext = {
      enter: async (request, signal) =>
        (await client()).join(request, { signal, waiting: (waitingFor) => tell({ type: 'waiting', waitingFor }) }),
      options: () => ({ ...options(), ...place }),
      state: () => snapshots.state,
      tell,
      dispatch: (event) => snapshots.dispatch(event),
      report: (error) => snapshots.report(error),
      responders,
      fail: (error) => {
        if (isCurrent()) this.#fail(visit, error);
      },
      ended: (ending) => this.#ended(visit, ending),
      signal: lifetime.signal,
    };
    const visit: Visit = { context, lifetime, session: undefined };
    this.#visit = visit;
    snapshots.tell({ type: 'joining', name: place.name ?? options().name ?? '' });
    return visit;
  }

  async #enter(visit: Visit, signal: AbortSignal, wishes: { readonly wait: boolean }): Promise<void> {
    const { snapshots } = this.#options;
    try {
      const request = joinRequestOf(visit.context.options(), wishes);
      // First the line, which others have to answer on; the part is there before they have.
      const entering = visit.context.enter(request, signal);
      const loading = loadSession(visit);
      // The service's refusal says more than a part that could not be loaded, so it is waited for first.
      loading.catch(() => undefined);
      const channel = await entering;
      const session = await abortable(loading, signal).catch((error: unknown) => {
        void channel.leave();
        throw error;
      });
      const { opened, userId, snapshot } = session.enter(request, channel);
      const { owner } = snapshots.state;
      snapshots.dispatch(new RtcJoinedEvent({ name: snapshot.room, userId, owner, opened }));
    } catch (error) {
      if (this.#visit !== visit) throw error;
      if (signal.aborted) {
        await this.leave();
        throw error;
      }
      const failure = fatal(error);
      this.#fail(visit, failure);
      throw failure;
    }
  }

  #fail(visit: Visit, error: RtcError): void {
    const { snapshots } = this.#options;
    const { status } = snapshots.state;
    // The service knows by itself, or refused us: nothing to wait for.
    this.#leave(visit).catch(() => undefined);
    snapshots.tell({ type: 'failed', error });
    if (error.code === 'room/denied') snapshots.dispatch(new RtcLeftEvent('denied'));
    else if (status === 'joined' || status === 'reconnecting') snapshots.dispatch(new RtcLeftEvent('failed'));
    snapshots.dispatch(new RtcErrorEvent(error));
  }

  /** By the service's word. A membership that was replaced, by another tab say, is not taken back. */
  #ended(visit: Visit, { reason, by }: RoomChannelEvents['ended']): void {
    if (this.#visit !== visit) return;
    void this.#end(visit, reason === 'closed' ? 'closed' : 'left', leftReason(reason), by);
  }

  #end(visit: Visit, status: 'left' | 'closed', reason: LeftReason, by: string | null = null): Promise<void> {
    const { snapshots } = this.#options;
    const left = this.#leave(visit);
    snapshots.tell({ type: 'ended', status, reason });
    if (status === 'closed') snapshots.dispatch(new RtcClosedEvent(by));
    snapshots.dispatch(new RtcLeftEvent(reason));
    return left;
  }

  /** Ends everything of the visit at once; resolves when the service knows. */
  async #leave({ lifetime, session }: Visit): Promise<void> {
    this.#visit = undefined;
    this.#joining = undefined;
    lifetime.abort(new DOMException('Left the room.', 'AbortError'));
    await session?.leave();
  }
}

/** What is needed as soon as others are there. Rejects with `connection/failed`. */
async function loadSession(visit: Visit): Promise<RoomSession> {
  const { RoomSession: Session } = await import('./room-session.js').catch((cause: unknown) => {
    throw new RtcError('connection/failed', 'The part that connects with others could not be loaded.', { cause });
  });
  visit.lifetime.signal.throwIfAborted();
  const session = new Session(visit.context);
  await session.expect();
  visit.lifetime.signal.throwIfAborted();
  visit.session = session;
  return session;
}

function leftReason(reason: EndReason): LeftReason {
  // What has expired is joined anew and does not come here.
  return reason === 'expired' ? 'failed' : reason;
}
