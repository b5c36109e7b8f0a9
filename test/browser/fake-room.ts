import {
  INITIAL_ROOM_STATE,
  RoomController,
  type ChatLine,
  type Participant,
  type RoomPolicy,
  type RoomState,
  type StreamView,
  type Transfer,
} from '../../src/index.js';

/** Every attribute is a `configure`, every tile has a size and a level. */
const ALL_THE_TIME: ReadonlySet<string> = new Set(['configure', 'showPictures', 'watchLevels']);

/** A call the fake got: the method's name and its arguments. */
export type Call = readonly [method: string, ...given: unknown[]];

/**
 * A room in whatever state a test says, for elements alone: no service, no connection. Methods only note that they
 * were called.
 */
export class FakeRoom extends EventTarget {
  readonly calls: Call[] = [];
  /** What methods resolve with, if with anything. */
  readonly answers = new Map<string, unknown>([['sendFile', []]]);
  /** What methods reject with, if they do. */
  refusal: Error | undefined;
  /** The fake as what elements take; `calls` has what they did with it. */
  readonly controller = new Proxy<object>(this, {
    get: (fake, name) => {
      if (name === 'state') return this.#state;
      if (name in EventTarget.prototype) {
        const member: unknown = Reflect.get(fake, name);
        return typeof member === 'function' ? (member.bind(fake) as unknown) : member;
      }
      if (!(name in RoomController.prototype)) return undefined;
      return (...given: unknown[]) => {
        this.calls.push([String(name), ...given]);
        return this.refusal === undefined
          ? Promise.resolve(this.answers.get(String(name)))
          : Promise.reject(this.refusal);
      };
    },
  }) as RoomController;
  #state: RoomState = INITIAL_ROOM_STATE;

  /** The names of the methods called so far, without those that elements call all the time. */
  get done(): readonly string[] {
    return this.calls.map(([method]) => method).filter((method) => !ALL_THE_TIME.has(method));
  }

  /** Changes these parts of the snapshot, and says so. */
  become(parts: Partial<RoomState>): void {
    this.#state = Object.freeze({ ...this.#state, ...parts });
    this.dispatchEvent(new Event('change'));
  }
}

export const POLICY: RoomPolicy = {
  session: { audio: true, video: true, screen: true, data: true },
  twoWay: { audio: false, video: false, screen: false },
  direction: 'many-to-many',
  maxParticipants: 50,
  waitingRoom: false,
  closeWithOwner: false,
  listed: null,
};

/** The snapshot of a member of room "standup". */
export function joined(...participants: readonly Participant[]): Partial<RoomState> {
  const self = participants.find((person) => person.self);
  return {
    status: 'joined',
    name: 'standup',
    userId: self?.userId,
    policy: POLICY,
    participants,
    microphone: 'on',
    camera: 'on',
  };
}

export function person(userId: string, parts: Partial<Participant> = {}): Participant {
  return {
    userId,
    displayName: userId,
    role: 'participant',
    extra: null,
    hand: false,
    presence: 'online',
    self: false,
    streams: [],
    connection: 'connected',
    volume: 1,
    held: { audio: false, video: false },
    quality: 4,
    relayed: false,
    picture: 'full',
    speaking: false,
    ...parts,
  };
}

export function stream(userId: string, source: StreamView['source'], parts: Partial<StreamView> = {}): StreamView {
  return {
    streamId: `${userId}-${source}`,
    userId,
    source,
    kinds: source === 'microphone' ? ['audio'] : ['video'],
    muted: { audio: false, video: false },
    held: false,
    local: false,
    stream: undefined,
    crop: undefined,
    tracks: Object.fromEntries((parts.stream?.getTracks() ?? []).map((track) => [track.kind, track])),
    ...parts,
  };
}

export function line(id: string, text: string, parts: Partial<ChatLine> = {}): ChatLine {
  return {
    id,
    from: 'ada',
    displayName: 'Ada',
    self: false,
    to: undefined,
    text,
    sentAt: Date.UTC(2024, 4, 6, 9, 30),
    status: 'received',
    readBy: [],
    removed: false,
    toldBy: undefined,
    attachments: [],
    ...parts,
  };
}

export function transfer(transferId: string, parts: Partial<Transfer> = {}): Transfer {
  return {
    transferId,
    fileId: transferId,
    direction: 'receiving',
    userId: 'ada',
    displayName: 'Ada',
    name: 'plan.pdf',
    path: '',
    sizeBytes: 5_242_880,
    mediaType: 'application/pdf',
    bytes: 0,
    bytesPerSecond: 0,
    secondsLeft: undefined,
    status: 'offered',
    pausedHere: false,
    needsFile: false,
    treeHash: undefined,
    file: undefined,
    error: undefined,
    ...parts,
  };
}

/** A moving picture of a plain colour. It lives until the test page is gone. */
export function colourStream(colour: string): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = 64;
  canvas.height = 36;
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.fillStyle = colour;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return canvas.captureStream();
}

/** A sound nobody hears. */
export function silentStream(): MediaStream {
  return new AudioContext().createMediaStreamDestination().stream;
}
