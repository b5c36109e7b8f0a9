import type { Participant, RoomState, StreamView } from '../src/index.js';

export type TileSource = 'camera' | 'screen' | 'any';

/** One picture in the grid: a person (camera and microphone together), or one thing a person shows. */
export interface Tile {
  /** Stable as long as the person, or the publication, is there. */
  readonly tileId: string;
  readonly person: Participant;
  readonly kind: 'person' | 'screen';
  readonly tracks: readonly MediaStreamTrack[];
  readonly hasPicture: boolean;
  readonly microphoneMuted: boolean;
  /** One's own: silent always, and mirrored when it is the camera. */
  readonly local: boolean;
}

export interface TileChoice {
  /** `self`, a userId, or `*` for everybody. */
  readonly participant: string;
  readonly source: TileSource;
}

/**
 * The tiles of a room, screens first, then oneself and the others in the order they came. Who is not connected with this
 * visitor, by the room's direction or by wish, has no picture here.
 */
export function tilesOf(state: RoomState, { participant, source }: TileChoice): readonly Tile[] {
  const people = state.participants.filter(
    (person) =>
      person.connection !== 'closed' &&
      (participant === '*' || person.userId === participant || (participant === 'self' && person.self)),
  );
  const shown = source === 'camera' ? [] : people.flatMap(publicationTiles);
  return source === 'screen' ? shown : [...shown, ...people.map(personTile)];
}

function personTile(person: Participant): Tile {
  const camera = person.streams.find((view) => view.source === 'camera');
  const microphone = person.streams.find((view) => view.source === 'microphone');
  const picture = camera === undefined || camera.muted.video ? [] : tracksOf(camera, 'video');
  return {
    tileId: `person:${person.userId}`,
    person,
    kind: 'person',
    // One's own microphone is left out altogether: no attribute a page sets can make it an echo.
    tracks: person.self || microphone === undefined ? picture : [...picture, ...tracksOf(microphone, 'audio')],
    hasPicture: picture.length > 0,
    microphoneMuted: microphone === undefined || microphone.muted.audio,
    local: person.self,
  };
}

function publicationTiles(person: Participant): readonly Tile[] {
  return person.streams
    .filter((view) => view.source === 'screen' || view.source === 'custom')
    .map((view) => {
      const picture = view.muted.video ? [] : tracksOf(view, 'video');
      return {
        tileId: `stream:${view.streamId}`,
        person,
        kind: 'screen' as const,
        tracks: view.local ? picture : [...picture, ...tracksOf(view, 'audio')],
        hasPicture: picture.length > 0,
        microphoneMuted: false,
        local: view.local,
      };
    });
}

function tracksOf(view: StreamView, kind: 'audio' | 'video'): readonly MediaStreamTrack[] {
  return view.stream?.getTracks().filter((track) => track.kind === kind) ?? [];
}
