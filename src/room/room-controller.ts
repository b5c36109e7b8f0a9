import { abortable } from '../base/abortable.js';
import type { ScreenOptions } from '../media/screen-capture.js';
import { RtcError } from '../protocol/index.js';
import type { SignalingClient } from '../signaling/signaling-client.js';
import { SocketIoSignaling } from '../signaling/socket-io-signaling.js';
import { roomChanges } from './room-changes.js';
import { RtcErrorEvent, RtcJoinedEvent, RtcLeftEvent, type RoomEventMap } from './room-events.js';
import type { RoomOptions } from './room-options.js';
import { fatal, RoomSession } from './room-session.js';
import { INITIAL_ROOM_STATE, type RoomState } from './room-state.js';
import { update, type RoomFact } from './room-updates.js';

export interface RoomControllerDependencies {
  readonly options?: RoomOptions;
  /** Where the `rtc-*` events are dispatched; the controller itself by default. */
  readonly eventTarget?: EventTarget;
  /** The way to the service at `server`; socket.io by default. */
  readonly connectTo?: (server: string) => SignalingClient;
}

interface Addressing {
  /** userIds; everybody in the room by default. */
  readonly to?: string | readonly string[];
}

/**
 * A room without any element: joins, sends, and tells what is so by one frozen snapshot (`state`, with a `change`
 * event after each change) and what happens by the `rtc-*` events.
 *
 * Methods reject with an `RtcError`; the same error is dispatched once as `rtc-error`.
 */
export class RoomController extends EventTarget {
  readonly #eventTarget: EventTarget;
  readonly #connectTo: (server: string) => SignalingClient;
  #options: RoomOptions;
  #state = INITIAL_ROOM_STATE;
  #session: RoomSession | undefined;
  #joining: Promise<void> | undefined;
  /** Told already: a capture that fails may be reported and also be what a method waited for. */
  readonly #told = new WeakSet<RtcError>();

  constructor({ options = {}, eventTarget, connectTo }: RoomControllerDependencies = {}) {
    super();
    this.#options = options;
    this.#eventTarget = eventTarget ?? this;
    this.#connectTo = connectTo ?? ((server) => new SocketIoSignaling(server));
  }

  get state(): RoomState {
    return this.#state;
  }

  get options(): RoomOptions {
    return this.#options;
  }

  /** Replaces the named options. While a call runs only devices take effect; the rest waits for the next join. */
  configure(options: RoomOptions): void {
    this.#options = { ...this.#options, ...options };
    this.#session?.reconfigure();
  }

  /**
   * Joins the room of the options. Resolves at admission, when `state` is already `joined`; capture may still run.
   * Joining twice is one join. Rejects with `room/…`, `signaling/…`, or the signal's reason.
   */
  join({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#session === undefined) {
      const session = this.#startSession();
      this.#joining = this.#enter(session, AbortSignal.any([session.signal, ...(signal ? [signal] : [])]));
      return this.#joining;
    }
    const joining = this.#joining ?? Promise.resolve();
    return signal === undefined ? joining : abortable(joining, signal);
  }

  /** Leaves, and gives every device back at once. Resolves when the service knows. Idempotent. */
  async leave(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    this.#joining = undefined;
    const left = session.leave();
    this.#tell({ type: 'left' });
    this.#dispatch(new RtcLeftEvent('left'));
    await left;
  }

  /**
   * Sends text or JSON of at most 64,000 bytes. Text without a topic is a line of the chat. Resolves when every
   * addressed person has it. Rejects with `data/…`, `protocol/no-such-participant`, `room/not-joined`.
   */
  send(content: unknown, options: Addressing & { readonly topic?: string } = {}): Promise<void> {
    return this.#act((session) => session.send(content, { to: addressees(options), topic: options.topic }));
  }

  /** Offers files. Resolves when everybody addressed has the offer; what becomes of it is in `state.transfers`. */
  sendFile(files: File | readonly File[], options: Addressing = {}): Promise<void> {
    const list = files instanceof File ? [files] : [...files];
    return this.#act((session) => session.sendFiles(list, addressees(options)));
  }

  /** Rejects with `transfer/unknown`. */
  acceptFile(transferId: string): Promise<void> {
    return this.#act((session) => session.files.accept(transferId));
  }

  declineFile(transferId: string): Promise<void> {
    return this.#act((session) => session.files.decline(transferId));
  }

  /** Either side, at any time. */
  cancelFile(transferId: string): Promise<void> {
    return this.#act((session) => session.files.cancel(transferId));
  }

  /** Off mutes in place. Without an argument, the other of both. Rejects with `media/…`, `room/not-allowed`. */
  setMicrophone(on?: boolean): Promise<void> {
    return this.#act((session) => session.setMicrophone(on));
  }

  /** Off gives the camera back. Without an argument, the other of both. Rejects with `media/…`, `room/not-allowed`. */
  setCamera(on?: boolean): Promise<void> {
    return this.#act((session) => session.setCamera(on));
  }

  /** To be called in a user's gesture. Rejects with `media/cancelled` when nothing was chosen, `room/not-allowed`. */
  shareScreen(options?: ScreenOptions): Promise<void> {
    return this.#act((session) => session.shareScreen(options));
  }

  stopScreen(): Promise<void> {
    return this.#act((session) => session.stopScreen());
  }

  /** For measurements and what this class has no method for. */
  connectionTo(userId: string): RTCPeerConnection | undefined {
    return this.#session?.connectionTo(userId);
  }

  /** Listens to the events of `RoomEventMap`, typed. */
  on<K extends keyof RoomEventMap>(
    type: K,
    listener: (event: RoomEventMap[K]) => void,
    options?: { readonly signal?: AbortSignal; readonly once?: boolean },
  ): void {
    this.#eventTarget.addEventListener(type, (event) => listener(event as RoomEventMap[K]), options);
  }

  #startSession(): RoomSession {
    const server = this.#options.server ?? globalThis.location.origin;
    let client: SignalingClient | undefined;
    const session: RoomSession = new RoomSession({
      // Made when it is used, so that a wrong address is the join's failure.
      signaling: { join: (request, options) => (client ??= this.#connectTo(server)).join(request, options) },
      options: () => this.#options,
      state: () => this.#state,
      tell: (fact) => {
        if (this.#session === session) this.#tell(fact);
      },
      dispatch: (event) => this.#dispatch(event),
      report: (error) => this.#report(error),
      fail: (error) => {
        if (this.#session === session) this.#fail(session, error);
      },
    });
    this.#session = session;
    return session;
  }

  async #enter(session: RoomSession, signal: AbortSignal): Promise<void> {
    this.#tell({ type: 'joining', name: this.#options.name ?? '' });
    try {
      const { room, userId, owner, opened } = await session.join(signal);
      this.#dispatch(new RtcJoinedEvent({ name: room, userId, owner, opened }));
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
    const wasJoined = this.#state.status !== 'joining';
    this.#session = undefined;
    this.#joining = undefined;
    // The service knows by itself, or refused us: nothing to wait for.
    session.leave().catch(() => undefined);
    this.#tell({ type: 'failed', error });
    if (wasJoined) this.#dispatch(new RtcLeftEvent('failed'));
    this.#dispatch(new RtcErrorEvent(error));
  }

  /** Runs what a method asks for; what fails is also told to the page. */
  async #act(action: (session: RoomSession) => Promise<void>): Promise<void> {
    try {
      await this.#joining;
      const session = this.#session;
      if (session === undefined) throw new RtcError('room/not-joined', 'Join the room first.');
      await action(session);
    } catch (error) {
      if (error instanceof RtcError && error.severity !== 'fatal') this.#report(error);
      throw error;
    }
  }

  #report(error: RtcError): void {
    if (this.#told.has(error)) return;
    this.#told.add(error);
    if (error.severity !== 'info') this.#tell({ type: 'error', error });
    this.#dispatch(new RtcErrorEvent(error));
  }

  #tell(fact: RoomFact): void {
    const previous = this.#state;
    const next = update(previous, fact);
    if (next === previous) return;
    this.#state = next;
    this.dispatchEvent(new Event('change'));
    for (const event of roomChanges(previous, next)) this.#dispatch(event);
  }

  #dispatch(event: Event): boolean {
    return this.#eventTarget.dispatchEvent(event);
  }
}

function addressees({ to }: Addressing): readonly string[] | undefined {
  if (to === undefined) return undefined;
  return typeof to === 'string' ? [to] : to;
}
