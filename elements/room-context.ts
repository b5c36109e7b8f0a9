import { ContextRoot, createContext } from '@lit/context';
import type { RoomController } from '../src/index.js';

/**
 * How views find the room around them. The value is the controller, not its snapshot: it never changes for a room, and
 * each view subscribes to the slice it draws. A registered symbol, so that two copies of the bundle speak of the same.
 */
export const roomContext = createContext<RoomController>(Symbol.for('rtc-elements.room'));

/** Remembers the requests of views that were upgraded before their `rtc-room`, and repeats them when it comes. */
export function rememberEarlyViews(root: HTMLElement): void {
  new ContextRoot().attach(root);
}
