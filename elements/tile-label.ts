import { personName, text } from './strings.js';
import type { Tile } from './tiles.js';

export function hasHandUp({ kind, person }: Tile): boolean {
  return kind === 'person' && person.hand;
}

/** The label and everything that only icons say. */
export function described(tile: Tile, label: string): string {
  return [
    label,
    ...(tile.microphoneMuted ? [text('video.muted')] : []),
    ...(hasHandUp(tile) ? [text('video.hand')] : []),
  ].join(', ');
}

export function tileLabel({ kind, person }: Tile): string {
  const name = personName(person);
  if (kind === 'person') return name;
  return person.self ? text(`video.your-${kind}`) : text(`video.${kind}-of`, { name });
}
