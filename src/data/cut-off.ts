import { RtcError } from '../protocol/index.js';
import type { DataLink } from './data-link.js';

/** What somebody who was cut off may send over another connection before its channel is closed once more. */
const MAX_IGNORED = 1_024;

/** Those who sent more of files than they may: for the rest of their membership nothing is taken from them. */
export class CutOff {
  readonly #userIds = new Set<string>();
  readonly #ignored = new WeakMap<DataLink, number>();

  has(userId: string): boolean {
    return this.#userIds.has(userId);
  }

  add(userId: string): void {
    this.#userIds.add(userId);
  }

  /** They have made another connection, and go on. Another channel costs them the wait for one more. */
  ignore(link: DataLink): void {
    const ignored = (this.#ignored.get(link) ?? 0) + 1;
    this.#ignored.set(link, ignored);
    if (ignored === MAX_IGNORED) link.refuseFrames();
  }
}

/** Why what was open with them ends, and nothing is offered to them. */
export function flooded(): RtcError {
  return new RtcError('data/flooded', 'A peer sent more of files than it may, and was cut off.', { severity: 'info' });
}
