/** Publishes the canvas, and files as they play. What the page brings, the page keeps: the room stops none of it. */

const room = document.getElementById('room');
const shared = document.querySelector('[data-shared]');
const file = document.querySelector('[data-file]');
const said = document.querySelector('.said');

document.querySelector('[data-share-board]').addEventListener('click', () => {
  share('The drawing', document.getElementById('board').captureStream(15));
});
file.addEventListener('change', () => play(file.files[0]));

async function play(chosen) {
  if (chosen === undefined) return;
  const isFilm = chosen.type.startsWith('video/');
  const player = document.createElement(isFilm ? 'video' : 'audio');
  player.src = URL.createObjectURL(chosen);
  player.loop = true;
  let context;
  const stop = () => {
    player.pause();
    URL.revokeObjectURL(player.src);
    context?.close();
  };
  try {
    await player.play();
    if (!isFilm) context = new AudioContext();
    const stream = isFilm ? filmOf(player) : soundOf(player, context);
    await share(chosen.name, stream, stop);
  } catch (error) {
    stop();
    said.textContent = `${chosen.name} cannot be shared: ${error.message}`;
  }
}

/** Picture and sound. Firefox has its own name for it. */
function filmOf(player) {
  return player.captureStream?.() ?? player.mozCaptureStream();
}

/** Heard here as well. A graph of sounds may mix in whatever else should be sent. */
function soundOf(player, context) {
  const sound = context.createMediaElementSource(player);
  const sent = context.createMediaStreamDestination();
  sound.connect(sent);
  sound.connect(context.destination);
  return sent.stream;
}

async function share(title, stream, stop = () => undefined) {
  said.textContent = '';
  const streamId = await room.publish(stream);
  const entry = document.createElement('li');
  const button = document.createElement('button');
  button.textContent = 'Stop';
  button.setAttribute('aria-label', `Stop ${title}`);
  button.addEventListener('click', () => room.unpublish(streamId));
  entry.append(title, button);
  shared.append(entry);
  const over = new AbortController();
  const { signal } = over;
  room.addEventListener(
    'rtc-stream-removed',
    (event) => {
      if (event.detail.streamId !== streamId) return;
      entry.remove();
      stop();
      over.abort();
    },
    { signal },
  );
}
