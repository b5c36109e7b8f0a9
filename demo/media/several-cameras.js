/** Offers each camera of this machine, and publishes those chosen beside the one the room itself uses. */

const room = document.getElementById('room');
const cameras = document.querySelector('[data-cameras]');
const shown = document.querySelector('[data-shown]');
const said = document.querySelector('.said');

// Told as soon as the room has a camera, and whenever one is plugged in or out.
room.addEventListener('rtc-devices-change', (event) => {
  cameras.replaceChildren(...event.detail.cameras.map(offer));
});

function offer({ deviceId, label }) {
  return button(`Show ${label}`, () => show(deviceId, label));
}

async function show(deviceId, label) {
  said.textContent = '';
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { deviceId: { exact: deviceId }, width: 320 } });
    list(await room.publish(stream, { source: 'camera' }), label, stream);
  } catch (error) {
    said.textContent = `${label} could not be shown: ${error.message}`;
  }
}

function list(streamId, label, stream) {
  const entry = document.createElement('li');
  entry.append(
    label,
    button('Take it back', () => room.unpublish(streamId)),
  );
  shown.append(entry);
  const over = new AbortController();
  const { signal } = over;
  const forget = () => {
    // The room only sends what we captured; the camera's light is ours to put out.
    for (const track of stream.getTracks()) track.stop();
    entry.remove();
    over.abort();
  };
  room.addEventListener('rtc-stream-removed', (event) => event.detail.streamId === streamId && forget(), { signal });
  room.addEventListener('rtc-left', forget, { signal });
}

function button(text, act) {
  const made = document.createElement('button');
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
}
