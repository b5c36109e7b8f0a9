import type { MediaKind, Source } from '../protocol/index.js';
import type { StreamView } from './room-state.js';

/** Which streams are meant: those that all of it is true of. */
export interface StreamFilter {
  readonly streamId?: string | undefined;
  readonly userId?: string | undefined;
  readonly source?: Source | undefined;
  /** One of its kinds, at least. */
  readonly kind?: MediaKind | undefined;
  readonly local?: boolean | undefined;
  readonly held?: boolean | undefined;
  /** All its kinds. */
  readonly muted?: boolean | undefined;
}

export type StreamVerb = 'mute' | 'unmute' | 'stop';
type Act = (verb: StreamVerb, views: readonly StreamView[], kind?: MediaKind) => Promise<void>;

/** Some of a room's streams, as they are now, and what can be done to all of them. */
export interface Streams extends ReadonlyArray<StreamView> {
  /** Those among them that the whole filter is true of. */
  select(filter: StreamFilter): Streams;
  /** One's own in place; of others a moderator may ask it, as by `requestMute`. Rejects with `room/not-allowed`. */
  mute(kind?: MediaKind): Promise<void>;
  /** One's own; nobody opens another's microphone. */
  unmute(kind?: MediaKind): Promise<void>;
  /** One's own are withdrawn; of others a moderator may ask it, as by `requestMute`. Rejects with `room/not-allowed`. */
  stop(): Promise<void>;
}

export function streamsOf(views: readonly StreamView[], act: Act): Streams {
  return Object.assign([...views], {
    select: (filter: StreamFilter) =>
      streamsOf(
        views.filter((view) => fits(view, filter)),
        act,
      ),
    mute: (kind?: MediaKind) => act('mute', views, kind),
    unmute: (kind?: MediaKind) => act('unmute', views, kind),
    stop: () => act('stop', views),
  });
}

function fits(view: StreamView, filter: StreamFilter): boolean {
  return Object.entries(filter).every(
    ([name, wanted]) => wanted === undefined || valueOf(view, name, wanted) === wanted,
  );
}

function valueOf(view: StreamView, name: string, wanted: unknown): unknown {
  if (name === 'kind') return view.kinds.find((kind) => kind === wanted);
  if (name === 'muted') return view.kinds.every((kind) => view.muted[kind]);
  return view[name as keyof StreamView];
}
