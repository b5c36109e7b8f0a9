import type { RoomController, ShownPictures } from '../src/index.js';
import type { Tile } from './tiles.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

const NOTHING: Size = { width: 0, height: 0 };

/** A window of its own is small, but nobody can say how small. */
const PICTURE_IN_PICTURE_HEIGHT = 360;

/** Levels are drawn in so many steps: what nobody sees is not painted. */
const LEVEL_STEPS = 20;

/**
 * What the tiles of one element show at the moment: tells the room how large each picture is on this screen, so that no more
 * is sent, and writes how loud its person is into the tile's `--rtc-level` (0…1).
 */
export class TileWatch {
  readonly #root: ShadowRoot;
  readonly #sizes = new WeakMap<Element, Size>();
  readonly #hidden = new WeakSet<Element>();
  readonly #resizes: ResizeObserver;
  readonly #sights: IntersectionObserver;
  #tiles: readonly Tile[] = [];
  #observed = new Set<Element>();
  #room: { readonly controller: RoomController; readonly lifetime: AbortController } | undefined;

  constructor(root: ShadowRoot) {
    this.#root = root;
    this.#resizes = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) this.#sizes.set(target, contentRect);
      this.#tell();
    });
    this.#sights = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.#hidden.delete(target);
        else this.#hidden.add(target);
      }
      this.#tell();
    });
    for (const type of ['enterpictureinpicture', 'leavepictureinpicture']) {
      root.addEventListener(type, () => this.#tell(), { capture: true });
    }
  }

  /** The tiles as they are drawn now; none when the element shows nothing any more. */
  follow(controller: RoomController | undefined, tiles: readonly Tile[]): void {
    const shown = tiles.length === 0 ? undefined : controller;
    if (shown !== this.#room?.controller) this.#leave();
    this.#tiles = tiles;
    this.#observe();
    if (shown !== undefined && this.#room === undefined) this.#enter(shown);
    this.#tell();
  }

  #enter(controller: RoomController): void {
    const lifetime = new AbortController();
    const { signal } = lifetime;
    this.#room = { controller, lifetime };
    document.addEventListener('visibilitychange', () => this.#tell(), { signal });
    // Rejects when the visit is over before it was begun to listen; there is nobody to be heard then.
    controller.watchLevels((levels) => this.#draw(levels), { signal }).catch(() => undefined);
  }

  #leave(): void {
    this.#room?.lifetime.abort();
    this.#room?.controller.showPictures(this, undefined);
    this.#room = undefined;
  }

  #observe(): void {
    const elements = new Set<Element>(this.#tiles.flatMap(({ tileId }) => this.#element(tileId) ?? []));
    for (const element of this.#observed) {
      if (elements.has(element)) continue;
      this.#resizes.unobserve(element);
      this.#sights.unobserve(element);
    }
    for (const element of elements) {
      if (this.#observed.has(element)) continue;
      this.#resizes.observe(element);
      this.#sights.observe(element);
    }
    this.#observed = elements;
  }

  #tell(): void {
    if (this.#room === undefined) return;
    const pictures: [string, Size][] = [];
    for (const { tileId, pictureId, local } of this.#tiles) {
      const element = this.#element(tileId);
      const size = element && this.#sizeOf(element);
      if (!local && pictureId !== undefined && size !== undefined) pictures.push([pictureId, size]);
    }
    this.#room.controller.showPictures(this, new Map(pictures) satisfies ShownPictures);
  }

  /** In pixels of the screen; undefined until the browser has measured. */
  #sizeOf(element: Element): Size | undefined {
    const size = this.#sizes.get(element);
    if (size === undefined) return undefined;
    if (element.contains(this.#root.pictureInPictureElement)) {
      const height = Math.max(PICTURE_IN_PICTURE_HEIGHT, this.#isSeen(element) ? size.height : 0);
      return scaled({ width: (height * 16) / 9, height });
    }
    return this.#isSeen(element) ? scaled(size) : NOTHING;
  }

  #isSeen(element: Element): boolean {
    return document.visibilityState === 'visible' && !this.#hidden.has(element);
  }

  #draw(levels: ReadonlyMap<string, number>): void {
    for (const { tileId, kind, person } of this.#tiles) {
      const element = kind === 'person' ? this.#element(tileId) : undefined;
      const level = String(Math.round((levels.get(person.userId) ?? 0) * LEVEL_STEPS) / LEVEL_STEPS);
      if (element === undefined || element.style.getPropertyValue('--rtc-level') === level) continue;
      element.style.setProperty('--rtc-level', level);
    }
  }

  #element(tileId: string): HTMLElement | undefined {
    return this.#root.querySelector<HTMLElement>(`[data-tile="${CSS.escape(tileId)}"]`) ?? undefined;
  }
}

function scaled({ width, height }: Size): Size {
  return { width: Math.ceil(width * devicePixelRatio), height: Math.ceil(height * devicePixelRatio) };
}
