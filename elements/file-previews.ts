import type { PreviewKind } from './file-types.js';

/** What a preview is made of. `name` is inert, `type` is ours and not the sender's. */
export interface Previewed {
  readonly id: string;
  readonly file: File;
  readonly name: string;
  readonly kind: PreviewKind;
  readonly type: string;
}

interface Preview {
  readonly node: HTMLElement;
  /** Gives its address back. */
  readonly stop: () => void;
}

/** Larger pictures are not drawn: they would take more memory than the rest of the page. */
const MAX_IMAGE_BYTES = 32_000_000;
const MAX_IMAGE_PIXELS = 64_000_000;

/** Twice what the row shows, for screens that show two pixels for one. */
const CANVAS_WIDTH = 640;
const CANVAS_HEIGHT = 360;

/** Where a picture says nothing of its size, as an SVG may, the size HTML gives to what has none. */
const DEFAULT_WIDTH = 300;
const DEFAULT_HEIGHT = 150;

/**
 * Previews of received files: sound and moving pictures in the browser's player, pictures on a canvas. On a canvas there
 * is no document any more that could be opened in a tab of its own and run there, as an SVG would.
 */
export class Previews {
  readonly #label: (name: string) => string;
  #shown = new Map<string, Preview>();

  constructor(label: (name: string) => string) {
    this.#label = label;
  }

  /** Keeps previews of these files and ends all others. */
  update(files: readonly Previewed[]): void {
    const next = new Map<string, Preview>();
    for (const file of files) next.set(file.id, this.#shown.get(file.id) ?? this.#make(file));
    for (const [id, { stop }] of this.#shown) if (!next.has(id)) stop();
    this.#shown = next;
  }

  node(id: string): HTMLElement | undefined {
    return this.#shown.get(id)?.node;
  }

  #make({ file, name, kind, type }: Previewed): Preview {
    const address = URL.createObjectURL(file.slice(0, file.size, type));
    const stop = (): void => URL.revokeObjectURL(address);
    const node = kind === 'image' ? document.createElement('canvas') : document.createElement(kind);
    node.setAttribute('part', 'preview');
    node.classList.add('preview');
    node.ariaLabel = this.#label(name);
    // What cannot be shown takes no place; the file is there all the same.
    const hide = (): void => {
      node.hidden = true;
      stop();
    };
    if (node instanceof HTMLCanvasElement) {
      node.setAttribute('role', 'img');
      if (file.size > MAX_IMAGE_BYTES) hide();
      else drawn(node, address).then(stop, hide);
    } else {
      node.controls = true;
      node.preload = 'metadata';
      node.addEventListener('error', hide, { once: true });
      node.src = address;
    }
    return { node, stop };
  }
}

/** Rejects with what is no picture, or too large a one. */
async function drawn(canvas: HTMLCanvasElement, address: string): Promise<void> {
  const image = new Image();
  image.src = address;
  await new Promise((resolve, reject) => {
    image.addEventListener('load', resolve, { once: true });
    image.addEventListener('error', reject, { once: true });
  });
  const width = image.naturalWidth || DEFAULT_WIDTH;
  const height = image.naturalHeight || DEFAULT_HEIGHT;
  const scale = Math.min(1, CANVAS_WIDTH / width, CANVAS_HEIGHT / height);
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.hidden = width * height > MAX_IMAGE_PIXELS;
  if (!canvas.hidden) canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
}
