/** What the visitor chooses is what the room asks the browser for at the next join. */

const room = document.getElementById('room');
const form = document.querySelector('[data-bring]');

const DEVICES = {
  both: { microphone: 'default', camera: 'default', noCapture: false },
  sound: { microphone: 'default', camera: 'none', noCapture: false },
  nothing: { microphone: 'default', camera: 'default', noCapture: true },
};

form.addEventListener('change', choose);
choose();

function choose() {
  Object.assign(room, DEVICES[new FormData(form).get('bring')]);
}
