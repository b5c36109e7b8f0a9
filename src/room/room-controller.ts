import type { ScreenOptions } from '../media/screen-capture.js';
import { RtcError, type Role, type RoomListing, type RoomPresence } from '../protocol/index.js';
import type { SignalingClient } from '../signaling/signaling-client.js';
import { SocketIoSignaling } from '../signaling/socket-io-signaling.js';
import type { Calls } from './calls.js';
import { callRoom, displayNameOf, extraOf, passwordOf } from './resolved-options.js';
import type { RoomEventMap } from './room-events.js';
import type { RoomOptions } from './room-options.js';
import type { RoomState } from './room-state.js';
import { Snapshots } from './snapshots.js';
import { Visits, type JoinOptions } from './visits.js';

export interface RoomControllerDependencies {
  readonly options?: RoomOptions;
  /** Where the `rtc-*` events are dispatched; the controller itself by default. */
  readonly eventTarget?: EventTarget;
  /** The way to the service at `server`; by default socket.io, or the page itself for `page:`. */
  readonly connectTo?: (server: string) => SignalingClient | Promise<SignalingClient>;
}

interface Addressing {
  /** userIds; everybody in the room by default. */
  readonly to?: string | readonly string[];
}

interface Abortable {
  readonly signal?: AbortSignal;
}

type Overrides = Pick<RoomOptions, 'displayName' | 'extra' | 'password'>;

/**
 * A room without any element: joins, sends, and tells what is so by one frozen snapshot (`state`, with a `change`
 * event after each change) and what happens by the `rtc-*` events.
 *
 * Methods reject with an `RtcError`; the same error is dispatched once as `rtc-error`. What the room has to grant is done
 * when they resolve; what is not allowed rejects with `room/not-allowed`.
 */
export class RoomController extends EventTarget {
  readonly #eventTarget: EventTarget;
  readonly #connectTo: (server: string) => SignalingClient | Promise<SignalingClient>;
  readonly #snapshots: Snapshots;
  readonly #visits: Visits;
  /** Loaded by the few pages that call somebody. */
  #calls: Promise<Calls> | undefined;
  #options: RoomOptions;
  /** What methods have set since, over the options. */
  #set: Overrides = {};
  #client: { readonly server: string; readonly connected: Promise<SignalingClient> } | undefined;

  constructor({ options = {}, eventTarget, connectTo = defaultConnection }: RoomControllerDependencies = {}) {
    super();
    this.#options = options;
    this.#eventTarget = eventTarget ?? this;
    this.#connectTo = connectTo;
    this.#snapshots = new Snapshots({
      eventTarget: this.#eventTarget,
      changed: () => this.dispatchEvent(new Event('change')),
    });
    const client = (): Promise<SignalingClient> => this.#connect();
    this.#visits = new Visits({ snapshots: this.#snapshots, client, options: () => this.options });
    this.#reach();
  }

  get state(): RoomState {
    return this.#snapshots.state;
  }

  get options(): RoomOptions {
    return { ...this.#options, ...this.#set };
  }

  /**
   * Replaces the named options. While a call runs, devices, name and extra take effect at once; the rest waits for the
   * next join. `reachableAs` takes effect at once, in a room or not.
   */
  configure(options: RoomOptions): void {
    const before = this.#options;
    this.#options = { ...before, ...options };
    // A page that says something new says it over what a method has set.
    const kept = Object.entries(this.#set).filter(
      ([name]) =>
        JSON.stringify(this.#options[name as keyof Overrides]) === JSON.stringify(before[name as keyof Overrides]),
    );
    this.#set = Object.fromEntries(kept);
    this.#visits.session?.reconfigure();
    this.#reach();
  }

  /**
   * Joins the room of the options. Resolves at admission, when `state` is already `joined`; capture may still run.
   * Joining twice is one join. Rejects with `room/…`, `signaling/…`, or the signal's reason.
   */
  join(options: JoinOptions = {}): Promise<void> {
    return this.#visits.join(options);
  }

  /** Leaves, and gives every device back at once. Resolves when the service knows. Idempotent. */
  leave(): Promise<void> {
    return this.#visits.leave();
  }

  /** Ends the room for everybody in it. */
  close(): Promise<void> {
    return this.#visits.close();
  }

  /**
   * Sends text or JSON of at most 64,000 bytes. Text without a topic is a line of the chat. Resolves when every
   * addressed person has it. Rejects with `data/…`, `protocol/no-such-participant`, `room/not-joined`.
   */
  send(content: unknown, options: Addressing & { readonly topic?: string } = {}): Promise<void> {
    return this.#visits.act((visit) => visit.send(content, { to: addressees(options), topic: options.topic }));
  }

  /** Offers files. Resolves when everybody addressed has the offer; what becomes of it is in `state.transfers`. */
  sendFile(files: File | readonly File[], options: Addressing = {}): Promise<void> {
    const list = files instanceof File ? [files] : [...files];
    return this.#visits.act((visit) => visit.sendFiles(list, addressees(options)));
  }

  /** Rejects with `transfer/unknown`. */
  acceptFile(transferId: string): Promise<void> {
    return this.#visits.act((visit) => visit.files.accept(transferId));
  }

  declineFile(transferId: string): Promise<void> {
    return this.#visits.act((visit) => visit.files.decline(transferId));
  }

  /** Either side, at any time. */
  cancelFile(transferId: string): Promise<void> {
    return this.#visits.act((visit) => visit.files.cancel(transferId));
  }

  /** Off mutes in place. Without an argument, the other of both. Rejects with `media/…`, `room/not-allowed`. */
  setMicrophone(on?: boolean): Promise<void> {
    return this.#visits.act((visit) => visit.setMicrophone(on));
  }

  /** Off gives the camera back. Without an argument, the other of both. Rejects with `media/…`, `room/not-allowed`. */
  setCamera(on?: boolean): Promise<void> {
    return this.#visits.act((visit) => visit.setCamera(on));
  }

  /** To be called in a user's gesture. Rejects with `media/cancelled` when nothing was chosen, `room/not-allowed`. */
  shareScreen(options?: ScreenOptions): Promise<void> {
    return this.#visits.act((visit) => visit.shareScreen(options));
  }

  stopScreen(): Promise<void> {
    return this.#visits.act((visit) => visit.stopScreen());
  }

  /** At most 64 characters; in a room or for the next one. Rejects with `attribute/invalid`. */
  setDisplayName(text: string): Promise<void> {
    return this.#introduce(() => (this.#set = { ...this.#set, displayName: displayNameOf(text) }));
  }

  /** JSON of at most 8 KiB; in a room or for the next one. Rejects with `attribute/invalid`. */
  setExtra(value: unknown): Promise<void> {
    return this.#introduce(() => (this.#set = { ...this.#set, extra: extraOf(value) }));
  }

  /** Without an argument, the other of both. */
  raiseHand(on?: boolean): Promise<void> {
    return this.#visits.act((visit) => {
      const own = this.state.participants.find(({ self }) => self);
      return visit.ask('member:hand', { userId: own?.userId ?? '', raised: on ?? own?.hand !== true });
    });
  }

  /** Lowers somebody else's; moderators may. */
  lowerHand(userId: string): Promise<void> {
    return this.#visits.act((visit) => visit.ask('member:hand', { userId, raised: false }));
  }

  /** What newcomers are asked for from now on; empty for nothing. Nobody who is in has to leave. */
  setPassword(text: string): Promise<void> {
    return this.#visits.act(async (visit) => {
      await visit.ask('room:password', { password: passwordOf(text) });
      this.#set = { ...this.#set, password: text };
    });
  }

  /** Whether nobody new is let in. Without an argument, the other of both. */
  setLocked(on?: boolean): Promise<void> {
    return this.#visits.act((visit) => visit.ask('room:lock', { locked: on ?? !this.state.locked }));
  }

  /** `owner` is not given but transferred. */
  setRole(userId: string, role: Exclude<Role, 'owner'>): Promise<void> {
    return this.#visits.act((visit) => visit.ask('member:role', { userId, role }));
  }

  transferOwnership(userId: string): Promise<void> {
    return this.#visits.act((visit) => visit.ask('room:transfer', { userId }));
  }

  /** Lets somebody of `state.waiting` in. */
  admit(userId: string): Promise<void> {
    return this.#visits.act((visit) => visit.ask('waiting:admit', { userId }));
  }

  deny(userId: string): Promise<void> {
    return this.#visits.act((visit) => visit.ask('waiting:deny', { userId }));
  }

  /** Takes somebody out of the room; `ban` keeps this visitor out for as long as the room lives. */
  eject(userId: string, { ban = false }: { readonly ban?: boolean } = {}): Promise<void> {
    return this.#visits.act((visit) => visit.ask('member:eject', { userId, ban }));
  }

  /** Mutes somebody's microphone, or ends its camera or screen. What is silent can only be opened by its owner. */
  requestMute(userId: string, kind: 'audio' | 'video' | 'screen'): Promise<void> {
    return this.#visits.act((visit) => visit.ask('member:mute', { userId, kind }));
  }

  /** Takes the connection between the two of you down; both stay in the room. */
  disconnectFrom(userId: string): Promise<void> {
    return this.#visits.act(async (visit) => visit.topologyWith(userId).disconnectFrom(userId));
  }

  reconnectTo(userId: string): Promise<void> {
    return this.#visits.act(async (visit) => visit.topologyWith(userId).reconnectTo(userId));
  }

  /** What anybody may know of a room by its name, without joining it. */
  checkPresence(name: string, { signal = never() }: Abortable = {}): Promise<RoomPresence> {
    return this.#asking((client) => client.checkPresence(name, { signal }));
  }

  /** The public list of this identifier, the fullest rooms first. */
  listRooms(identifier = '', { signal = never() }: Abortable = {}): Promise<readonly RoomListing[]> {
    return this.#asking((client) => client.listRooms(identifier, { signal }));
  }

  /** Calls `listener` with the list now and after each change, until the signal aborts. Resolves after the first. */
  watchRooms(
    identifier: string,
    listener: (rooms: readonly RoomListing[]) => void,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> {
    return this.#asking((client) => client.watchRooms(identifier, listener, { signal }));
  }

  /**
   * Calls whoever is reachable under `name`. Resolves when the call was answered and this visitor is in the private room
   * of the two, having left the room it was in. Rejects with `call/…`; an abort cancels the call.
   */
  call(name: string, { signal = never() }: Abortable = {}): Promise<void> {
    return this.#talk((calls) => calls.call(name, displayNameOf(this.options.displayName), signal), signal);
  }

  /** As `call`, from the other end: one of `state.calls`. */
  answer(callId: string): Promise<void> {
    return this.#talk((calls) => calls.answer(callId), never());
  }

  decline(callId: string): Promise<void> {
    return this.#snapshots.reporting(async () => (await this.#loadCalls()).decline(callId));
  }

  /** For measurements and what this class has no method for. */
  connectionTo(userId: string): RTCPeerConnection | undefined {
    return this.#visits.session?.connectionTo(userId);
  }

  /** Listens to the events of `RoomEventMap`, typed. */
  on<K extends keyof RoomEventMap>(
    type: K,
    listener: (event: RoomEventMap[K]) => void,
    options?: { readonly signal?: AbortSignal; readonly once?: boolean },
  ): void {
    this.#eventTarget.addEventListener(type, (event) => listener(event as RoomEventMap[K]), options);
  }

  #introduce(set: () => void): Promise<void> {
    return this.#snapshots.reporting(async () => {
      set();
      await this.#visits.session?.introduce();
    });
  }

  #talk(connect: (calls: Calls) => Promise<string>, signal: AbortSignal): Promise<void> {
    return this.#snapshots.reporting(async () => {
      const room = await connect(await this.#loadCalls());
      await this.#visits.leave();
      await this.#visits.join({ signal }, callRoom(room));
    });
  }

  #reach(): void {
    if (this.#calls === undefined && (this.#options.reachableAs ?? '') === '') return;
    this.#loadCalls().then(
      (calls) => calls.reachableAs(this.#options.reachableAs),
      (error: unknown) => this.#snapshots.report(error as RtcError),
    );
  }

  #loadCalls(): Promise<Calls> {
    this.#calls ??= import('./calls.js').then(
      ({ Calls: Loaded }) => new Loaded({ snapshots: this.#snapshots, client: () => this.#connect() }),
      (cause: unknown) => {
        // The next wish tries again.
        this.#calls = undefined;
        throw new RtcError('signaling/unreachable', 'The part that makes calls could not be loaded.', { cause });
      },
    );
    return this.#calls;
  }

  #asking<T>(ask: (client: SignalingClient) => Promise<T>): Promise<T> {
    return this.#snapshots.reporting(async () => ask(await this.#connect()));
  }

  /** Rejects with `signaling/invalid-url`. The same client for as long as the server is the same. */
  #connect(): Promise<SignalingClient> {
    const server = this.#options.server ?? globalThis.location.origin;
    if (this.#client?.server !== server) {
      this.#client = { server, connected: Promise.resolve(server).then(this.#connectTo) };
    }
    return this.#client.connected;
  }
}

async function defaultConnection(server: string): Promise<SignalingClient> {
  if (!server.startsWith('page:')) return new SocketIoSignaling(server);
  const { LoopbackSignaling } = await import('../signaling/loopback-signaling.js');
  return new LoopbackSignaling();
}

function addressees({ to }: Addressing): readonly string[] | undefined {
  if (to === undefined) return undefined;
  return typeof to === 'string' ? [to] : to;
}

function never(): AbortSignal {
  return new AbortController().signal;
}
