import type { PictureWish } from '../peer/sender-parameters.js';
import type { PeerMessageOf } from '../protocol/index.js';
import type { Participant, RoomState } from './room-state.js';

/** What one place shows, by `streamId`, in pixels of the screen; nothing of a picture: 0 by 0. */
export type ShownPictures = ReadonlyMap<string, PictureWish>;

export interface PictureWishesOptions {
  readonly state: () => RoomState;
  /** Tells `userId`, who will hear it whenever there is a way. */
  readonly send: (userId: string, message: PeerMessageOf<'video:want'>) => void;
  readonly signal: AbortSignal;
}

/** What shrinks may grow again at once (a list is scrolled, a window resized), so less is asked for only after this. */
const PATIENCE_MS = 1_000;

/** Sizes are asked for in steps, so that a tile that is resized by some pixels asks for nothing new. */
const HEIGHTS = [0, 90, 135, 180, 270, 360, 540, 720, 1080, 1440, 2160] as const;

/**
 * Where a picture is this small, nobody sees more than so many frames per second; and where several are, those who listen may
 * move by fits and starts, since one looks at who speaks. A picture costs by the frame, however small it is.
 */
const SMALL_HEIGHT = 90;
const SMALL_FRAME_RATE = 15;
const LISTENING_FRAME_RATE = 5;
/** Others in the room. */
const SEVERAL = 3;

/** What this page's tiles have room for, as it is told to those who send. Of several tiles of one stream the largest counts. */
export class PictureWishes {
  readonly #options: PictureWishesOptions;
  readonly #views = new Map<object, ShownPictures>();
  /** What was told, by person and stream. */
  readonly #told = new Map<string, ReadonlyMap<string, PictureWish>>();
  /** Less than was told, by person: what is wanted, until it has lasted. */
  readonly #lesser = new Map<string, { readonly wanted: Wishes; readonly timer: ReturnType<typeof setTimeout> }>();

  constructor(options: PictureWishesOptions) {
    this.#options = options;
    const end = (): void => this.#lesser.forEach(({ timer }) => clearTimeout(timer));
    options.signal.addEventListener('abort', end, { once: true });
  }

  /** Everything `view` shows now; `undefined` when it has nothing more to say. */
  show(view: object, pictures: ShownPictures | undefined): void {
    if (pictures === undefined) this.#views.delete(view);
    else this.#views.set(view, pictures);
    this.refresh();
  }

  /** Whether less than everything was asked for of a stream. */
  isReduced(streamId: string): boolean {
    return [...this.#told.values()].some((wishes) => wishes.has(streamId));
  }

  /** Tells this person anew: there is a new connection, which knows nothing. */
  greet(userId: string): void {
    this.forget(userId);
    this.refresh();
  }

  /** This person is gone, or the connection is. */
  forget(userId: string): void {
    this.#told.delete(userId);
    this.#settle(userId);
  }

  /** Tells whoever may send more at once, and those who may send less once that has been so for a while. */
  refresh(): void {
    for (const person of this.#options.state().participants) if (!person.self) this.#follow(person);
  }

  #follow(person: Participant): void {
    const { userId } = person;
    const wanted = this.#wantedOf(person);
    const told = this.#told.get(userId);
    const isTold = told === undefined ? wanted.size === 0 : areSame(told, wanted);
    const lesser = this.#lesser.get(userId);
    if (!isTold && lesser !== undefined && areSame(lesser.wanted, wanted)) return;
    this.#settle(userId);
    if (isTold) return;
    if (rises(told, wanted)) this.#tell(userId, wanted);
    else this.#lesser.set(userId, { wanted, timer: setTimeout(() => this.#tell(userId, wanted), PATIENCE_MS) });
  }

  #settle(userId: string): void {
    clearTimeout(this.#lesser.get(userId)?.timer);
    this.#lesser.delete(userId);
  }

  #tell(userId: string, wanted: Wishes): void {
    this.#settle(userId);
    this.#told.set(userId, wanted);
    const wishes = [...wanted].map(([streamId, wish]) => ({
      streamId,
      width: wish.width,
      height: wish.height,
      ...(wish.frameRate !== undefined && { frameRate: wish.frameRate }),
    }));
    this.#options.send(userId, { type: 'video:want', wishes });
  }

  #wantedOf({ userId, streams, speaking }: Participant): Wishes {
    const { participants, activeSpeaker } = this.#options.state();
    const isListening = participants.length > SEVERAL && !speaking && userId !== activeSpeaker;
    return this.#wanted(
      streams.map(({ streamId }) => streamId),
      isListening ? LISTENING_FRAME_RATE : SMALL_FRAME_RATE,
    );
  }

  #wanted(streamIds: readonly string[], smallFrameRate: number): Wishes {
    const wanted = new Map<string, PictureWish>();
    for (const streamId of streamIds) {
      const shown = [...this.#views.values()].flatMap((pictures) => pictures.get(streamId) ?? []);
      if (shown.length > 0) wanted.set(streamId, inSteps(shown, smallFrameRate));
    }
    return wanted;
  }
}

type Wishes = ReadonlyMap<string, PictureWish>;

/** The largest of them, rounded up. */
function inSteps(shown: readonly PictureWish[], smallFrameRate: number): PictureWish {
  const width = Math.max(...shown.map((size) => size.width));
  const height = Math.max(...shown.map((size) => size.height));
  if (width < 1 || height < 1) return { width: 0, height: 0 };
  const step = HEIGHTS.find((candidate) => candidate >= height) ?? height;
  const wish = { width: Math.min(8192, Math.ceil((width * step) / height)), height: Math.min(8192, Math.ceil(step)) };
  return step <= SMALL_HEIGHT ? { ...wish, frameRate: smallFrameRate } : wish;
}

/** More of some stream is wanted than was told of it; what was never told of is sent in full. */
function rises(told: Wishes | undefined, wanted: Wishes): boolean {
  for (const [streamId, before] of told ?? []) {
    const after = wanted.get(streamId);
    if (after === undefined || after.height > before.height || after.width > before.width) return true;
    if ((after.frameRate ?? Infinity) > (before.frameRate ?? Infinity)) return true;
  }
  return false;
}

function areSame(one: Wishes, other: Wishes): boolean {
  return JSON.stringify([...one]) === JSON.stringify([...other]);
}
