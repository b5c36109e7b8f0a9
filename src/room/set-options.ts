import type { RoomOptions } from './room-options.js';

/** Options that methods set, over those of the page. */
export type SetOptions = Pick<RoomOptions, 'displayName' | 'extra' | 'password'>;

/** What of `set` still holds: a page that says something new says it over what a method has set. */
export function stillSet(set: SetOptions, before: RoomOptions, now: RoomOptions): SetOptions {
  const isSame = (name: keyof SetOptions): boolean => JSON.stringify(now[name]) === JSON.stringify(before[name]);
  return Object.fromEntries(Object.entries(set).filter(([name]) => isSame(name as keyof SetOptions)));
}
