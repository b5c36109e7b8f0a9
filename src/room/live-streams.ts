import type { ByKind, Tracks } from '../peer/publications.js';
import type { Crop, MediaKind, Source } from '../protocol/index.js';

interface Publication {
  readonly streamId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly muted: ByKind;
  readonly tracks: Tracks;
  readonly crop?: Crop | undefined;
}

/** A publication with the stream to play. */
export interface Playable extends Publication {
  /** Absent until there has been a track. */
  readonly stream: MediaStream | undefined;
}

const lifetimes = new WeakMap<MediaStream, AbortController>();

/** Aborted once nobody offers this stream any more, in whichever room of the page; undefined for what is none of a room. */
export function lifetimeOf(stream: MediaStream): AbortSignal | undefined {
  return lifetimes.get(stream)?.signal;
}

/**
 * What pages play: one `MediaStream` a publication for as long as it is offered, whatever becomes of its tracks and of the
 * connection they come over. A page may hold on to it.
 */
export class LiveStreams {
  readonly #people = new Map<string, ReadonlyMap<string, MediaStream>>();

  /** `signal`: the visit, with which all of them end. */
  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => [...this.#people.keys()].forEach((userId) => this.of(userId, [])), {
      once: true,
    });
  }

  /** All that this person offers now; the streams of what is not among it are forgotten. */
  of(userId: string, publications: readonly Publication[]): readonly Playable[] {
    const known = this.#people.get(userId);
    const streams = new Map<string, MediaStream>();
    const playable = publications.map(({ streamId, source, kinds, muted, tracks, crop }) => {
      const live = kinds.flatMap((kind) => tracks[kind] ?? []);
      const stream = streamWith(known?.get(streamId), live);
      if (stream !== undefined) streams.set(streamId, stream);
      return { streamId, source, kinds, muted, tracks, crop, stream };
    });
    for (const [streamId, stream] of known ?? []) if (!streams.has(streamId)) lifetimes.get(stream)?.abort();
    if (streams.size > 0) this.#people.set(userId, streams);
    else this.#people.delete(userId);
    return playable;
  }
}

function streamWith(stream: MediaStream | undefined, tracks: readonly MediaStreamTrack[]): MediaStream | undefined {
  if (stream === undefined) return tracks.length === 0 ? undefined : begun(new MediaStream([...tracks]));
  for (const track of stream.getTracks()) if (!tracks.includes(track)) stream.removeTrack(track);
  for (const track of tracks) stream.addTrack(track);
  return stream;
}

function begun(stream: MediaStream): MediaStream {
  lifetimes.set(stream, new AbortController());
  return stream;
}
