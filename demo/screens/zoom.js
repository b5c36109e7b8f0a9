/** A slider for what the camera's track says it can. */

const room = document.getElementById('room');
const slider = document.querySelector('[data-zoom]');
const said = document.querySelector('[data-said]');

document.querySelector('[data-ask]').addEventListener('click', async () => {
  said.textContent = '';
  try {
    await room.useDevices({ panTiltZoom: true });
    offer();
  } catch (error) {
    said.textContent = error.message;
  }
});

slider.addEventListener('input', () => {
  room.applyConstraints('camera', { advanced: [{ zoom: Number(slider.value) }] }).catch((error) => {
    said.textContent = error.message;
  });
});

function offer() {
  const [camera] = room.streams.select({ local: true, source: 'camera' });
  const track = camera?.tracks.video;
  const zoom = track?.getCapabilities().zoom;
  slider.disabled = zoom === undefined;
  if (zoom === undefined) {
    said.textContent = 'This camera cannot zoom.';
    return;
  }
  slider.min = zoom.min;
  slider.max = zoom.max;
  slider.step = zoom.step;
  slider.value = track.getSettings().zoom;
}
