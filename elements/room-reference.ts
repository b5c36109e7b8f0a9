import type { RoomController } from '../src/index.js';

/** An `rtc-room`, perhaps one that is not upgraded yet. */
export type RoomElement = Element & { readonly controller?: RoomController };

export interface ReferenceOptions {
  /** Called with every new answer, `undefined` while there is none. */
  readonly found: (controller: RoomController | undefined) => void;
  readonly signal: AbortSignal;
}

/**
 * Follows `for="id"` from `host` until the signal: the element of that id in the same root, else outward through the
 * roots of the hosts. A room that enters the page says so itself (its context provider's event), whichever
 * bundle order or upgrade brought it; only an id that is written later needs watching, and only while unresolved.
 */
export function followReference(host: Element, id: string, { found, signal }: ReferenceOptions): void {
  let current: RoomController | undefined;
  let watching = false;
  const observer = new MutationObserver(() => look());
  const look = (): void => {
    const controller = referencedRoom(host, id);
    if (controller !== undefined && watching) observer.disconnect();
    if (controller === undefined && !watching) {
      for (const root of rootsOutward(host)) observer.observe(root, { subtree: true, attributeFilter: ['id'] });
    }
    watching = controller === undefined;
    if (controller !== current) found((current = controller));
  };
  document.addEventListener('context-provider', look, { signal });
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  look();
}

function referencedRoom(host: Element, id: string): RoomController | undefined {
  for (const root of rootsOutward(host)) {
    const room: RoomElement | null = root.getElementById(id);
    if (room?.controller !== undefined) return room.controller;
  }
  return undefined;
}

/** The element's own root first, the document last. */
function* rootsOutward(element: Element): Generator<Document | ShadowRoot> {
  let root = element.getRootNode();
  while (root instanceof ShadowRoot) {
    yield root;
    root = root.host.getRootNode();
  }
  if (root instanceof Document) yield root;
}
