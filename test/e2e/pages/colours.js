// Pictures of one colour that a test can publish, and what colour arrives.

const FRAME_MS = 100;
const shown = new Map();

/** A track of moving pictures of this CSS colour, until it is stopped. */
window.picture = (colour) => {
  const canvas = document.createElement('canvas');
  canvas.width = 160;
  canvas.height = 96;
  const context = canvas.getContext('2d');
  let turn = 0;
  const draw = () => {
    turn = (turn + 1) % 16;
    context.fillStyle = colour;
    context.fillRect(0, 0, canvas.width, canvas.height);
    // A canvas that does not change gives no frames.
    context.fillStyle = 'black';
    context.fillRect(turn, 0, 2, 2);
  };
  draw();
  const [track] = canvas.captureStream().getVideoTracks();
  setInterval(draw, FRAME_MS);
  return track;
};

/** Red, green and blue, 0–255, of the middle of what this source of this person shows now; undefined: no picture yet. */
window.colourOf = async (userId, source) => {
  const [view] = window.room.streams.select({ userId, source });
  const stream = view?.stream;
  if (stream === undefined || stream.getVideoTracks().length === 0) return undefined;
  if (!shown.has(stream)) {
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = stream;
    shown.set(stream, video);
  }
  const video = shown.get(stream);
  // Refused while the tracks are being exchanged; the next look asks again.
  await video.play().catch(() => undefined);
  if (video.videoWidth === 0) return undefined;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
};
