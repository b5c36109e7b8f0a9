/** Joins all rooms of the page, and counts how often the browser was asked for devices. */

const rooms = document.querySelectorAll('rtc-room');
const asked = document.querySelector('[data-asked]');
const { mediaDevices } = navigator;

// Absent where the page is not a secure context; the rooms say so.
if (mediaDevices !== undefined) {
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (constraints) => {
    asked.value = Number(asked.value) + 1;
    return ask(constraints);
  };
}

document.querySelector('[data-join-all]').addEventListener('click', () => {
  // What goes wrong, each room shows by itself.
  for (const room of rooms) room.join().catch(() => undefined);
});

document.querySelector('[data-leave-all]').addEventListener('click', () => {
  for (const room of rooms) room.leave();
});
