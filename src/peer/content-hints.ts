import type { Source } from '../protocol/index.js';

/** What is known of a track here; Firefox has no hints. */
type Hinted = Partial<Pick<MediaStreamTrack, 'contentHint'>>;

/** Whether this browser is told by its tracks what they show; otherwise their senders are told. */
export function takesHints({ contentHint }: Hinted): boolean {
  return contentHint !== undefined;
}

/**
 * Tells the encoder what a track shows or sounds like, where the page has not (W3C mst-content-hint): a screen is to be read,
 * and a sound is what the page says of opus.
 */
export function hintContent(track: MediaStreamTrack, source: Source, codecs: string): void {
  if (!takesHints(track) || track.contentHint !== '') return;
  if (track.kind === 'video') {
    if (source === 'screen') track.contentHint = 'detail';
    return;
  }
  const [, preset] = /\bopus\S*\/(music|speech)\b/i.exec(codecs) ?? [];
  if (preset !== undefined) track.contentHint = preset.toLowerCase();
}

/** A picture that gives up frames rather than pixels. */
export function isToBeRead({ contentHint = '' }: Hinted, source: Source): boolean {
  return contentHint === '' ? source === 'screen' : contentHint !== 'motion';
}
