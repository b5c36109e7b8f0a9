import { AssertionError } from 'chai';

/** Red, green and blue, 0–255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

export const RED: Colour = [220, 20, 20];
export const GREEN: Colour = [20, 200, 20];
export const BLUE: Colour = [20, 20, 220];

/** What coding and colour spaces may change. */
const TOLERANCE = 60;
const SHOWN_WITHIN_MS = 15_000;
const FRAME_MS = 50;

/** Moving pictures of one colour. Runs until its track is stopped. */
export function picture(colour: Colour): MediaStreamTrack {
  return halves(colour, colour);
}

/** Moving pictures, 160 by 96, of two colours side by side; the event `swap` on the track changes their places. */
export function halves(left: Colour, right: Colour): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  canvas.width = 160;
  canvas.height = 96;
  const context = canvas.getContext('2d');
  const [track] = canvas.captureStream().getVideoTracks();
  if (context === null || track === undefined) throw new Error('no canvas');
  let colours = [left, right];
  track.addEventListener('swap', () => (colours = [right, left]));
  let turn = 0;
  const draw = (): void => {
    turn = (turn + 1) % 16;
    for (const [index, [red, green, blue]] of colours.entries()) {
      context.fillStyle = `rgb(${red}, ${green}, ${blue})`;
      context.fillRect((index * canvas.width) / 2, 0, canvas.width / 2, canvas.height);
    }
    // A canvas that does not change gives no frames.
    context.fillStyle = 'black';
    context.fillRect(turn, 0, 2, 2);
    if (track.readyState === 'ended') clearInterval(timer);
  };
  const timer = setInterval(draw, FRAME_MS);
  draw();
  return track;
}

/** A sound nobody hears, without a device. */
export function sound(): MediaStreamTrack {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const destination = context.createMediaStreamDestination();
  tone.connect(destination);
  tone.start();
  const [track] = destination.stream.getAudioTracks();
  if (track === undefined) throw new Error('no sound');
  return track;
}

/** Waits until the pictures of `stream` have this colour. Rejects with the colour they have. */
export async function untilColour(stream: MediaStream | undefined, wanted: Colour): Promise<void> {
  if (stream === undefined) throw new AssertionError('there is no stream to look at');
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  const play = (): void => void video.play().catch(() => undefined);
  play();
  const tracksChanged = setInterval(play, FRAME_MS);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  let seen: readonly number[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new AssertionError(`waited in vain for the colour ${String(wanted)}; it is ${String(seen)}`)),
        SHOWN_WITHIN_MS,
      );
      const look = (): void => {
        context.drawImage(video, 0, 0, 1, 1);
        seen = [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        if (seen.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) < TOLERANCE)) {
          clearTimeout(late);
          resolve();
        } else {
          video.requestVideoFrameCallback(look);
        }
      };
      video.requestVideoFrameCallback(look);
    });
  } finally {
    clearInterval(tracksChanged);
    video.srcObject = null;
  }
}
