/** The two sides of a phone; where there is one camera, it stays. */

const room = document.getElementById('room');

for (const button of document.querySelectorAll('[data-camera]')) {
  button.addEventListener('click', () => {
    room.camera = button.dataset.camera;
  });
}
