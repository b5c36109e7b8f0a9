/**
 * An `EventTarget` whose events are named and typed by `Events` (event name → detail). For facts between our own parts;
 * what pages hear are the event classes of `room/room-events.ts`.
 */
export class TypedEventTarget<Events extends object> extends EventTarget {
  on<K extends keyof Events & string>(
    type: K,
    listener: (detail: Events[K]) => void,
    options?: { readonly signal?: AbortSignal; readonly once?: boolean },
  ): void {
    this.addEventListener(type, (event) => listener((event as CustomEvent<Events[K]>).detail), options);
  }

  protected emit<K extends keyof Events & string>(type: K, detail: Events[K]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
