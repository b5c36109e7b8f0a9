import type { Tile } from './tiles.js';

/**
 * One `MediaStream` a tile, the same object as long as the tile plays anything of what it played before: a new object
 * would restart the sound of a person who only switched the camera.
 */
export class TileStreams {
  #streams = new Map<string, MediaStream>();

  /** Brings the streams up to date with `tiles` and forgets those of tiles that are gone. */
  update(tiles: readonly Tile[]): void {
    const next = new Map<string, MediaStream>();
    for (const tile of tiles) {
      if (tile.tracks.length > 0) next.set(tile.tileId, withTracks(this.#streams.get(tile.tileId), tile.tracks));
    }
    this.#streams = next;
  }

  get(tileId: string): MediaStream | undefined {
    return this.#streams.get(tileId);
  }
}

function withTracks(stream: MediaStream | undefined, tracks: readonly MediaStreamTrack[]): MediaStream {
  if (!stream?.getTracks().some((track) => tracks.includes(track))) return new MediaStream([...tracks]);
  for (const track of stream.getTracks()) if (!tracks.includes(track)) stream.removeTrack(track);
  for (const track of tracks) stream.addTrack(track);
  return stream;
}
