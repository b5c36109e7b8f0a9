import type { Sendable } from '../data/chosen-files.js';
import type { FileTarget } from '../data/file-target.js';
import { devices } from '../media/devices.js';
import type { DeviceChoice } from '../media/chosen-devices.js';
import type { CropPosition, ScreenPause } from '../media/local-screen.js';
import type { ScreenOptions } from '../media/screen-capture.js';
import type { CropRectangle } from '../media/screen-picture.js';
import type { CropMovers, MediaKind, Role, RoomListing, RoomPresence, ShownKind } from '../protocol/index.js';
import type { SignalingClient, TicketOptions } from '../signaling/signaling-client.js';
import { Calling } from './calling.js';
import type { RequestOptions, Responder } from './message-requests.js';
import { displayNameOf, extraOf, passwordOf } from './resolved-options.js';
import type { Bandwidth } from '../peer/bandwidth.js';
import type { ShownPictures } from './picture-wishes.js';
import type { RoomEventMap } from './room-events.js';
import type { RoomOptions } from './room-options.js';
import type { RoomState } from './room-state.js';
import { stillSet, type SetOptions } from './set-options.js';
import type { SnapshotOptions } from './snapshot.js';
import { Snapshots } from './snapshots.js';
import type { PublishOptions, ReplaceOptions, StreamVerbs } from './stream-verbs.js';
import type { Levels } from './speaking.js';
import type { PersonStats } from './statistics.js';
import { streamsOf, type Streams } from './streams.js';
import { Visits, type JoinOptions } from './visits.js';
import { wayToService, type ConnectTo } from './way-to-service.js';

export interface RoomControllerDependencies {
  readonly options?: RoomOptions;
  /** Where the `rtc-*` events are dispatched; the controller itself by default. */
  readonly eventTarget?: EventTarget;
  /** The way to the service at `server`; by default socket.io, or the page itself for `page:`. */
  readonly connectTo?: ConnectTo;
}

interface Addressing {
  /** userIds; everybody in the room by default. */
  readonly to?: string | readonly string[];
}

export interface SendOptions extends Addressing {
  readonly topic?: string;
  /** Whether it waits for somebody to be there, when nobody is; by default it goes to nobody then. */
  readonly wait?: boolean;
  /**
   * For what the next message of the same topic replaces, such as a pointer: goes at once to those connected directly, at most
   * once, and is dropped where the line is busy or loses it. At most 32 KiB, with its topic; no line of the chat.
   */
  readonly lossy?: boolean;
  /** Belong to a line of the chat, and are offered as `sendFile` does. */
  readonly files?: readonly File[];
  readonly signal?: AbortSignal;
}

interface Abortable {
  readonly signal?: AbortSignal;
}

/**
 * A room without any element: joins, sends, and tells what is so by one frozen snapshot (`state`, with a `change`
 * event after each change) and what happens by the `rtc-*` events.
 *
 * Methods reject with an `RtcError`; the same error is dispatched once as `rtc-error`. What the room has to grant is done
 * when they resolve; what is not allowed rejects with `room/not-allowed`.
 */
export class RoomController extends EventTarget {
  readonly #eventTarget: EventTarget;
  readonly #snapshots: Snapshots;
  readonly #visits: Visits;
  readonly #responders = new Map<string, Responder>();
  readonly #calling: Calling;
  #options: RoomOptions;
  /** What methods have set since, over the options. */
  #set: SetOptions = {};
  readonly #client: () => Promise<SignalingClient>;

  constructor({ options = {}, eventTarget, connectTo }: RoomControllerDependencies = {}) {
    super();
    this.#options = options;
    this.#eventTarget = eventTarget ?? this;
    this.#snapshots = new Snapshots({
      eventTarget: this.#eventTarget,
      changed: () => this.dispatchEvent(new Event('change')),
    });
    const current = (): RoomOptions => this.options;
    this.#client = wayToService(current, connectTo);
    const parts = { snapshots: this.#snapshots, client: this.#client, options: current };
    this.#visits = new Visits({ ...parts, responders: this.#responders });
    this.#calling = new Calling({ ...parts, visits: this.#visits });
    this.#calling.reach();
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
    this.#set = stillSet(this.#set, before, this.#options);
    this.#visits.session?.reconfigure();
    this.#calling.reach();
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
   * Sends text, JSON or bytes (an `ArrayBuffer` or a view of one) of at most 64 MiB. Text without a topic is a line of the
   * chat, to which files may be attached. What one person sends arrives in order: the lines, and all that has a topic.
   * Resolves when every addressed person has it. Rejects with `data/…`, `protocol/no-such-participant`, `room/not-joined`.
   */
  send(content: unknown, options: SendOptions = {}): Promise<void> {
    return this.#visits.act(async (visit) =>
      (await visit.conversation()).send(content, { ...options, to: addressees(options) }),
    );
  }

  /** Asks one person and resolves with the answer: text, JSON or an `ArrayBuffer`. Rejects with `data/…`. */
  request(userId: string, topic: string, content: unknown, options: RequestOptions = {}): Promise<unknown> {
    return this.#visits.act(async (visit) => (await visit.conversation()).request(userId, topic, content, options));
  }

  /** Answers requests of this topic, in this room and the next, until the signal aborts. The last one said holds. */
  respond(topic: string, responder: Responder, { signal }: Abortable = {}): void {
    this.#responders.set(topic, responder);
    signal?.addEventListener('abort', () => this.#responders.delete(topic), { once: true });
  }

  /** Whether this visitor is writing a line, to be shown to those it is for. Forgotten after some seconds. */
  setTyping(on: boolean, options: Addressing = {}): Promise<void> {
    return this.#visits.act(async (visit) => (await visit.conversation()).chat.setTyping(on, addressees(options)));
  }

  /** All lines so far have been read; those who wrote them are told. */
  markRead(): Promise<void> {
    return this.#visits.act(async (visit) => (await visit.conversation()).chat.markRead());
  }

  /** Takes back a line of one's own, with everybody who has it. Rejects with `data/invalid` for any other. */
  removeMessage(id: string): Promise<void> {
    return this.#visits.act(async (visit) => (await visit.conversation()).chat.remove(id));
  }

  /**
   * Offers files; folders as the handles a picker gives, or as files with their `path`. Resolves with the `fileId` of each
   * when everybody addressed has the offer; what becomes of it is in `state.transfers`.
   */
  sendFile(files: Sendable | readonly Sendable[], options: Addressing = {}): Promise<readonly string[]> {
    const list = Symbol.iterator in files ? [...files] : [files];
    return this.#visits.act((visit) => visit.sendFiles(list, addressees(options)));
  }

  /**
   * `sink`: a file or folder the visitor has picked; otherwise the page keeps it. What is over is received again, as long
   * as its sender offers it. Rejects with `transfer/unknown`, or `transfer/cancelled` when it is not offered any more.
   */
  acceptFile(transferId: string, { sink }: { readonly sink?: FileTarget | undefined } = {}): Promise<void> {
    return this.#visits.act((visit) => visit.files.accept(transferId, sink));
  }

  declineFile(transferId: string): Promise<void> {
    return this.#visits.act((visit) => visit.files.decline(transferId));
  }

  /** Either side, at any time, as `cancelFile`; each side takes back its own. */
  pauseFile(transferId: string): Promise<void> {
    return this.#visits.act((visit) => visit.files.pause(transferId));
  }

  resumeFile(transferId: string): Promise<void> {
    return this.#visits.act((visit) => visit.files.resume(transferId));
  }

  cancelFile(transferId: string): Promise<void> {
    return this.#visits.act((visit) => visit.files.cancel(transferId));
  }

  /** Off mutes in place. Without an argument, the other of both. Rejects with `media/…`, `room/not-allowed`. */
  setMicrophone(on?: boolean): Promise<void> {
    return this.#visits.act((visit) => visit.media.setMicrophone(on));
  }

  /** Off gives the camera back. Without an argument, the other of both. Rejects with `media/…`, `room/not-allowed`. */
  setCamera(on?: boolean): Promise<void> {
    return this.#visits.act((visit) => visit.media.setCamera(on));
  }

  /** To be called in a user's gesture. Rejects with `media/cancelled` when nothing was chosen, `room/not-allowed`. */
  shareScreen(options?: ScreenOptions): Promise<void> {
    return this.#visits.act((visit) => visit.media.shareScreen(options));
  }

  stopScreen(): Promise<void> {
    return this.#visits.act((visit) => visit.media.own.stopScreen());
  }

  /** `freeze` (default): its last picture stands. `blank`: nothing is sent. Rejects with `media/unknown`. */
  pauseScreen(mode?: ScreenPause): Promise<void> {
    return this.#visits.act((visit) => visit.media.own.screen.pause(mode));
  }

  resumeScreen(): Promise<void> {
    return this.#visits.act((visit) => visit.media.own.screen.resume());
  }

  /**
   * Sends this part and nothing else: fractions of the surface, or an element of this page; `null` for all of it. Live.
   * `movableBy`: who else may move it, nobody by default. Rejects with `media/unknown`, `media/unsupported`.
   */
  cropScreen(part: CropRectangle | Element | null, movableBy?: CropMovers): Promise<void> {
    return this.#visits.act((visit) => visit.media.own.screen.crop(part, movableBy));
  }

  /** Asks a presenter to show another part of a cropped screen; those the crop is `movableBy` are heeded. */
  moveCrop(userId: string, position: CropPosition): Promise<void> {
    return this.#visits.act((visit) => visit.moveCrop(userId, position));
  }

  /**
   * The visitor's choice of devices and what is done to the sound: used at once, in a room or not, and remembered for
   * rooms whose page leaves it to them. Rejects with `media/…`; then what was used goes on.
   */
  useDevices(choice: DeviceChoice): Promise<void> {
    return this.#snapshots.reporting(async () =>
      (this.#visits.session?.media.own ?? (await devices())).useDevices(choice),
    );
  }

  /** How loud somebody is here, 0…1. Rejects with `protocol/no-such-participant`, `attribute/invalid`. */
  setVolume(userId: string, volume: number): Promise<void> {
    return this.#onStreams((own) => own.setVolume(userId, volume));
  }

  /** Everybody's streams, one's own first. */
  get streams(): Streams {
    return streamsOf(
      this.state.participants.flatMap(({ streams }) => streams),
      (verb, views, kind) => this.#onStreams((own) => own[verb](views, kind)),
    );
  }

  /**
   * Offers a stream of the page's own, the first track of each kind, or one track. Resolves with its id. Rejects with
   * `room/not-allowed`, `media/ended`, `media/too-many`.
   */
  publish(what: MediaStream | MediaStreamTrack, options: PublishOptions = {}): Promise<string> {
    return this.#onStreams((own) => own.publish(what, options));
  }

  /** What the page published is withdrawn and goes on; a device is given back. */
  unpublish(idOrSource: string): Promise<void> {
    return this.#onStreams((own) => own.unpublish(idOrSource));
  }

  /** Sends `track` instead, until it ends or is reset. Rejects with `media/unknown`, `media/ended`. */
  replaceTrack(idOrSource: string, track: MediaStreamTrack, options: ReplaceOptions = {}): Promise<void> {
    return this.#onStreams((own) => own.replaceTrack(idOrSource, track, options));
  }

  /** Goes back to what was sent before the newest replacement, of the same people. Rejects with `media/unknown`. */
  resetTrack(idOrSource: string, options: ReplaceOptions & { readonly kind?: MediaKind } = {}): Promise<void> {
    return this.#onStreams((own) => own.resetTrack(idOrSource, options));
  }

  /** At once, to what runs. Rejects with `media/over-constrained`, `media/unknown`. */
  applyConstraints(idOrSource: string, constraints: MediaTrackConstraints): Promise<void> {
    return this.#onStreams((own) => own.applyConstraints(idOrSource, constraints));
  }

  /** Stops sound, picture or both from flowing, either way; with one person or with everybody, who comes later included. */
  hold(kind?: MediaKind, userId?: string): Promise<void> {
    return this.#onStreams((own) => own.hold(kind, userId, true));
  }

  /** Takes one's own hold back; the other side's stays. */
  unhold(kind?: MediaKind, userId?: string): Promise<void> {
    return this.#onStreams((own) => own.hold(kind, userId, false));
  }

  /** Which kinds are wanted of this person, or of everybody (`*`); of the others nothing is sent here. */
  setReceiving(userId: string, kinds: readonly ShownKind[]): Promise<void> {
    return this.#onStreams((own) => own.setReceiving(userId, kinds));
  }

  /** At most 64 characters; in a room or for the next one. Rejects with `attribute/invalid`. */
  setDisplayName(text: string): Promise<void> {
    return this.#introduce(() => ({ displayName: displayNameOf(text) }));
  }

  /** JSON of at most 8 KiB; in a room or for the next one. Rejects with `attribute/invalid`. */
  setExtra(value: unknown): Promise<void> {
    return this.#introduce(() => ({ extra: extraOf(value) }));
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

  /**
   * An invitation, to be handed over in whatever way: who joins with it as `ticket` is asked for no password and does not
   * wait to be admitted. Whoever may admit people may make one. It holds until it expires, the room closes or gets another
   * password; it opens no locked or full room, and none to who is banned.
   */
  createTicket(options: TicketOptions = {}): Promise<string> {
    return this.#visits.act((visit) => visit.createTicket(options));
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

  /** Each connection, or one, measured now. Rejects with `protocol/no-such-participant`. */
  getStats(userId?: string): Promise<readonly PersonStats[]> {
    return this.#visits.act(async (visit) => (await visit.watch.load()).statistics.of(userId));
  }

  /** The newest picture of a person, one's own by default. Rejects with `media/no-picture`. */
  takeSnapshot(userId?: string, options: SnapshotOptions = {}): Promise<Blob> {
    return this.#visits.act((visit) => visit.watch.takeSnapshot(userId, options));
  }

  /** As the option `bandwidth`, in text or numbers; for some people, or for all until the option changes. */
  setBandwidth(limits: string | Bandwidth, options: Addressing = {}): Promise<void> {
    return this.#visits.act(async (visit) => (await visit.watch.load()).limit(limits, addressees(options)));
  }

  /** What `view` shows, by stream and in pixels of the screen, so that no more is sent; undefined: it shows no longer. */
  showPictures(view: object, pictures: ShownPictures | undefined): void {
    this.#visits.session?.watch.show(view, pictures);
  }

  /** Calls `listener` with how loud everybody is, 0…1 by userId, ten times a second until the signal aborts. */
  watchLevels(listener: (levels: Levels) => void, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    return this.#visits.act(async (visit) => (await visit.watch.load()).speaking.watch(listener, signal));
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
    return this.#calling.talk((calls) => calls.call(name, displayNameOf(this.options.displayName), signal), signal);
  }

  /** As `call`, from the other end: one of `state.calls`. */
  answer(callId: string): Promise<void> {
    return this.#calling.talk((calls) => calls.answer(callId), never());
  }

  decline(callId: string): Promise<void> {
    return this.#snapshots.reporting(async () => (await this.#calling.load()).decline(callId));
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

  #onStreams<T>(action: (own: StreamVerbs) => Promise<T>): Promise<T> {
    return this.#visits.act(async (visit) => action(await visit.media.streams()));
  }

  #introduce(said: () => SetOptions): Promise<void> {
    return this.#snapshots.reporting(async () => {
      this.#set = { ...this.#set, ...said() };
      await this.#visits.session?.introduce();
    });
  }

  #asking<T>(ask: (client: SignalingClient) => Promise<T>): Promise<T> {
    return this.#snapshots.reporting(async () => ask(await this.#client()));
  }
}

function addressees({ to }: Addressing): readonly string[] | undefined {
  if (to === undefined) return undefined;
  return typeof to === 'string' ? [to] : to;
}

function never(): AbortSignal {
  return new AbortController().signal;
}
