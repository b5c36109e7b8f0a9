import { randomId } from '../base/random-id.js';
import type { Crop, MediaKind, Source } from '../protocol/index.js';

/** Something this visitor offers to the room. Announced first, its tracks follow. */
export interface LocalPublication {
  /** New for each publication: a camera switched off and on again is a second one. */
  readonly streamId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly muted: { readonly audio: boolean; readonly video: boolean };
  readonly tracks: { readonly audio?: MediaStreamTrack | undefined; readonly video?: MediaStreamTrack | undefined };
  /** For the visitor's own tile: the same object for as long as the publication lives, holding its tracks. */
  readonly stream: MediaStream;
  /** Of a screen, the part that is sent; absent for all of it. */
  readonly crop?: Crop | undefined;
}

const UNMUTED = Object.freeze({ audio: false, video: false });
const NO_TRACKS = Object.freeze({});

export function announced(source: Source, kinds: readonly MediaKind[]): LocalPublication {
  return Object.freeze({
    streamId: randomId(),
    source,
    kinds: Object.freeze([...kinds]),
    muted: UNMUTED,
    tracks: NO_TRACKS,
    stream: new MediaStream(),
  });
}

/** With `track` in the place of its kind. Puts it into the publication's stream, too. */
export function withTrack(publication: LocalPublication, track: MediaStreamTrack): LocalPublication {
  publication.stream.addTrack(track);
  const tracks = Object.freeze({ ...publication.tracks, [track.kind]: track });
  return Object.freeze({ ...publication, tracks });
}

/** Without this kind: what is left when a screen's sound ends before its picture. */
export function withoutKind(publication: LocalPublication, kind: MediaKind): LocalPublication {
  const track = publication.tracks[kind];
  if (track !== undefined) publication.stream.removeTrack(track);
  const kinds = Object.freeze(publication.kinds.filter((other) => other !== kind));
  const tracks = Object.freeze({ ...publication.tracks, [kind]: undefined });
  return Object.freeze({ ...publication, kinds, tracks });
}

/** The same object when nothing changes. */
export function withMuted(publication: LocalPublication, kind: MediaKind, muted: boolean): LocalPublication {
  if (publication.muted[kind] === muted) return publication;
  return Object.freeze({ ...publication, muted: Object.freeze({ ...publication.muted, [kind]: muted }) });
}

/** With `track` instead of the one of its kind. The same object when it is that. */
export function withTrackInstead(publication: LocalPublication, track: MediaStreamTrack): LocalPublication {
  const before = publication.tracks[track.kind as MediaKind];
  if (before === track) return publication;
  const next = withTrack(publication, track);
  if (before !== undefined) publication.stream.removeTrack(before);
  return next;
}

/** The same object when nothing changes. */
export function withCrop(publication: LocalPublication, crop: Crop | undefined): LocalPublication {
  if (JSON.stringify(publication.crop) === JSON.stringify(crop)) return publication;
  return Object.freeze({ ...publication, crop: crop && Object.freeze(crop) });
}
