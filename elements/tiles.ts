import type { Participant, RoomState, StreamView } from '../src/index.js';

export type TileSource = 'camera' | 'screen' | 'any';

/** One picture in the grid: a person (camera and microphone together), a screen, or another stream somebody publishes. */
export interface Tile {
  /** Stable as long as the person, or the publication, is there. */
  readonly tileId: string;
  readonly person: Participant;
  readonly kind: 'person' | 'screen' | 'stream';
  readonly tracks: readonly MediaStreamTrack[];
  readonly hasPicture: boolean;
  /** streamId of the picture, shown or not. */
  readonly pictureId: string | undefined;
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
  const shown = people.flatMap((person) => publicationTiles(person, source));
  return source === 'screen' ? shown : [...shown, ...people.map(personTile)];
}

function personTile(person: Participant): Tile {
  const { camera, microphone } = faceOf(person);
  const picture = tracksOf(camera, 'video');
  // Who has no microphone may be heard through the camera.
  const voice = microphone ?? (camera?.kinds.includes('audio') === true ? camera : undefined);
  return {
    tileId: `person:${person.userId}`,
    person,
    kind: 'person',
    // One's own microphone is left out altogether: no attribute a page sets can make it an echo.
    tracks: person.self ? picture : [...picture, ...tracksOf(voice, 'audio')],
    hasPicture: picture.length > 0,
    pictureId: camera?.streamId,
    microphoneMuted: voice === undefined || voice.muted.audio,
    local: person.self,
  };
}

/** What else somebody publishes: screens, further cameras and microphones, streams of the page's own. */
function publicationTiles(person: Participant, choice: TileSource): readonly Tile[] {
  const { camera, microphone } = faceOf(person);
  return person.streams
    .filter((view) => {
      // A second microphone is a voice as a second camera is a face.
      const source = view.source === 'microphone' ? 'camera' : view.source;
      return view !== camera && view !== microphone && (choice === 'any' || choice === source);
    })
    .map((view) => {
      const picture = tracksOf(view, 'video');
      return {
        tileId: `stream:${person.userId} ${view.streamId}`,
        person,
        kind: view.source === 'screen' ? ('screen' as const) : ('stream' as const),
        tracks: view.local ? picture : [...picture, ...tracksOf(view, 'audio')],
        hasPicture: picture.length > 0,
        pictureId: view.streamId,
        microphoneMuted: false,
        local: view.local,
      };
    });
}

/** The first of each source is the person. */
function faceOf({ streams }: Participant): Record<'camera' | 'microphone', StreamView | undefined> {
  const first = (source: StreamView['source']): StreamView | undefined =>
    streams.find((view) => view.source === source);
  return { camera: first('camera'), microphone: first('microphone') };
}

/** What of this kind can be seen or heard now. */
function tracksOf(view: StreamView | undefined, kind: 'audio' | 'video'): readonly MediaStreamTrack[] {
  const track = view?.tracks[kind];
  return track === undefined || (kind === 'video' && view?.muted.video === true) ? [] : [track];
}
