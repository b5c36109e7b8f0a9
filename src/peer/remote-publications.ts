import type { PublicationList } from '../protocol/index.js';
import type { RemotePublication } from './publications.js';

/**
 * What the other side offers, made from its announcements and the transceivers of the connection. Announcements
 * decide: a `track` event alone says nothing, since empty slots fire it too.
 */
export class RemotePublications {
  readonly #connection: RTCPeerConnection;
  readonly #streams = new Map<string, MediaStream>();
  #announced: PublicationList = { revision: -1, publications: [] };

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  /** Takes a list unless a newer one is known. Returns whether it was taken. */
  announce(list: PublicationList): boolean {
    if (list.revision <= this.#announced.revision) return false;
    this.#announced = list;
    const alive = new Set(list.publications.map(({ streamId }) => streamId));
    for (const streamId of this.#streams.keys()) if (!alive.has(streamId)) this.#streams.delete(streamId);
    return true;
  }

  /** The list as it stands, with the streams that can be shown by now. */
  current(): RemotePublication[] {
    return this.#announced.publications.map(({ streamId, source, kinds, mids, muted }) => {
      const tracks = kinds.flatMap((kind) => {
        const track = this.#connection.getTransceivers().find(({ mid }) => mid !== null && mid === mids[kind])
          ?.receiver.track;
        return track?.kind === kind ? [track] : [];
      });
      return { streamId, source, kinds, muted, stream: this.#streamOf(streamId, tracks) };
    });
  }

  #streamOf(streamId: string, tracks: readonly MediaStreamTrack[]): MediaStream | undefined {
    let stream = this.#streams.get(streamId);
    if (tracks.length === 0 && stream === undefined) return undefined;
    if (stream === undefined) this.#streams.set(streamId, (stream = new MediaStream()));
    for (const track of stream.getTracks()) if (!tracks.includes(track)) stream.removeTrack(track);
    for (const track of tracks) stream.addTrack(track);
    return stream;
  }
}
