import { until } from './until.js';
import type { Visitor } from './visitor.js';

/** What a colour is called, after coding. */
export type Shown = 'red' | 'green' | 'nothing' | 'other';

/**
 * Runs in the page before its own scripts: whoever shares a screen there shares this one, red on the left and green on
 * the right, 640 by 360, until `window.dispatchEvent(new Event('swap'))` changes the sides.
 */
export function sharesTwoColours(): void {
  MediaDevices.prototype.getDisplayMedia = async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 360];
    const context = canvas.getContext('2d');
    let sides = ['rgb(220, 20, 20)', 'rgb(20, 200, 20)'];
    addEventListener('swap', () => (sides = sides.toReversed()));
    let turn = 0;
    const draw = (): void => {
      if (context === null) return;
      turn = (turn + 1) % 8;
      for (const [index, side] of sides.entries()) {
        context.fillStyle = side;
        context.fillRect(index * 320, 0, 320, 360);
      }
      // A canvas that does not change gives no frames.
      context.fillStyle = 'black';
      context.fillRect(turn, 0, 1, 1);
    };
    setInterval(draw, 100);
    draw();
    return canvas.captureStream();
  };
}

interface Sides {
  readonly left: Shown;
  readonly right: Shown;
}

/** The colours at the left and the right edge of the screen somebody shares, as `viewer` gets it. */
function shownTo(viewer: Visitor, source: string): Promise<Sides> {
  return viewer.run(async (wanted) => {
    const others = window.room.state.participants.filter(({ self }) => !self);
    const stream = others.flatMap(({ streams }) => streams).find((one) => one.source === wanted)?.stream;
    const nothing = { left: 'nothing', right: 'nothing' } as const;
    if (stream === undefined) return nothing;
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = stream;
    // What has no picture yet does not play; the next look tries again.
    video.play().catch(() => undefined);
    const isShown = await new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), 2_000);
      video.requestVideoFrameCallback(() => resolve(true));
    });
    const canvas = new OffscreenCanvas(2, 1);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!isShown || context === null) return nothing;
    const { videoWidth: width, videoHeight: height } = video;
    context.drawImage(video, width * 0.05, height / 2, 1, 1, 0, 0, 1, 1);
    context.drawImage(video, width * 0.95, height / 2, 1, 1, 1, 0, 1, 1);
    video.srcObject = null;
    const name = (x: number) => {
      const [red = 0, green = 0, blue = 0] = context.getImageData(x, 0, 1, 1).data;
      if (blue > 100) return 'other';
      if (red > 150 && green < 100) return 'red';
      return green > 130 && red < 100 ? 'green' : 'other';
    };
    return { left: name(0), right: name(1) };
  }, source);
}

/** Waits until no such two sides are shown any more, but something is. */
export async function untilShownNoMore(viewer: Visitor, left: Shown, right: Shown, source = 'screen'): Promise<void> {
  await until(
    `a ${source} without ${left} and ${right}`,
    () => shownTo(viewer, source),
    (sides) => sides.left !== 'nothing' && (sides.left !== left || sides.right !== right),
  );
}

/** Waits until the screen (or the picture of another source) that somebody else sends looks like this. */
export async function untilShown(viewer: Visitor, left: Shown, right: Shown, source = 'screen'): Promise<void> {
  await until(
    `a ${source} of ${left} and ${right}`,
    () => shownTo(viewer, source),
    (sides) => sides.left === left && sides.right === right,
  );
}
