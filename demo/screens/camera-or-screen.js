/** The screen in the camera's place, until it ends or the button is pressed again. */

const room = document.getElementById('room');
const button = document.querySelector('[data-swap]');
const said = document.querySelector('[data-said]');
const toScreen = button.textContent;
let screen;

button.addEventListener('click', async () => {
  said.textContent = '';
  try {
    if (screen === undefined) await showScreen();
    else await showCamera();
  } catch (error) {
    // A picker that was dismissed is no news.
    if (error.name !== 'NotAllowedError') said.textContent = error.message;
  }
});

async function showScreen() {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
  const [track] = stream.getVideoTracks();
  try {
    await room.replaceTrack('camera', track);
  } catch (error) {
    track.stop();
    throw error;
  }
  screen = track;
  // By the browser's own bar.
  screen.addEventListener('ended', () => showCamera());
  button.textContent = 'Show my camera again';
}

async function showCamera() {
  screen?.stop();
  screen = undefined;
  button.textContent = toScreen;
  await room.resetTrack('camera');
}
