/** A part of a picture, in fractions of its width and height. */
export interface CropRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A captured picture on its way to the room: cut, and held still. What is cut away never leaves this page. */
export interface ScreenPicture {
  /** What is sent. It ends with `close`. */
  readonly track: MediaStreamTrack;
  /** Also while it stands still: then the same picture is cut anew. */
  crop(rectangle: CropRectangle | undefined): void;
  /** Stands still, for those who come later too. */
  freeze(isFrozen: boolean): void;
  close(): void;
}

/** Smaller than this in either direction nothing can be seen. */
const MIN_PART = 0.01;

/** Chroma is stored for two by two pixels, and encoders want even sizes. */
const EVEN = 2;

/** The nearest part there is: within the picture, and not smaller than can be seen. Not a number counts as nothing. */
export function withinPicture({ x, y, width, height }: CropRectangle): CropRectangle {
  const [w, h] = [within(width, MIN_PART, 1), within(height, MIN_PART, 1)];
  return { x: within(x, 0, 1 - w), y: within(y, 0, 1 - h), width: w, height: h };
}

/** In pixels of a picture of that size. */
export function pixelsOf(rectangle: CropRectangle | undefined, width: number, height: number): CropRectangle {
  if (rectangle === undefined) return { x: 0, y: 0, width, height };
  const part = withinPicture(rectangle);
  const x = even(part.x * width);
  const y = even(part.y * height);
  // Never more than was meant: a row too many may be what must not be seen.
  return {
    x: Math.min(x, width - EVEN),
    y: Math.min(y, height - EVEN),
    width: Math.max(EVEN, downToEven(Math.min((part.x + part.width) * width, width) - x)),
    height: Math.max(EVEN, downToEven(Math.min((part.y + part.height) * height, height) - y)),
  };
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Number.isFinite(value) ? value : 0));
}

/** Upwards, for a corner: what lies before it is outside. */
function even(pixels: number): number {
  return Math.ceil(pixels / EVEN - 1e-6) * EVEN;
}

function downToEven(pixels: number): number {
  return Math.floor(pixels / EVEN + 1e-6) * EVEN;
}
