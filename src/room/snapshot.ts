import { noPicture, pictureOf } from '../media/snapshot.js';
import type { Source } from '../protocol/index.js';
import { noSuchParticipant } from './no-such-participant.js';
import type { PictureWishes } from './picture-wishes.js';
import type { RoomState } from './room-state.js';

export interface SnapshotOptions {
  /** The camera where there is one, else a screen, else what a page has published. */
  readonly source?: Source | undefined;
  /** `image/png` (default), `image/jpeg`, `image/webp`. */
  readonly type?: string | undefined;
  /** 0…1, for types that lose something. */
  readonly quality?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const ORDER: readonly Source[] = ['camera', 'screen', 'custom'];

/** More than any screen has. */
const WHOLE = { width: 8192, height: 8192 } as const;

/** How long a sender that was asked for less may take to send more. */
const PATIENCE_MS = 2_500;

/** The newest picture of a person, in full however small its tile is. Rejects with `media/no-picture`, `protocol/no-such-participant`. */
export async function takeSnapshot(
  state: RoomState,
  userId: string | undefined,
  wishes: PictureWishes,
  { source, type, quality, signal }: SnapshotOptions & { readonly signal: AbortSignal },
): Promise<Blob> {
  const person = state.participants.find((one) => (userId === undefined ? one.self : one.userId === userId));
  if (person === undefined) throw noSuchParticipant(userId ?? '');
  const [view] = person.streams
    .filter((one) => one.kinds.includes('video') && !one.muted.video && (source ?? one.source) === one.source)
    .sort((one, other) => ORDER.indexOf(one.source) - ORDER.indexOf(other.source));
  const track = view?.stream?.getVideoTracks()[0];
  if (view === undefined || track === undefined) throw noPicture();
  const isReduced = !view.local && wishes.isReduced(view.streamId);
  const shower = {};
  if (isReduced) wishes.show(shower, new Map([[view.streamId, WHOLE]]));
  try {
    return await pictureOf(track, { type, quality, signal, patienceMs: isReduced ? PATIENCE_MS : 0 });
  } finally {
    if (isReduced) wishes.show(shower, undefined);
  }
}
