/** The buttons do what they say, and the list shows what the room tells of it, from oneself and from the others. */

const room = document.getElementById('room');
const told = document.querySelector('[data-told]');
const startMuted = document.querySelector('[data-start-muted]');
const MOST_LINES = 6;

const ACTS = {
  mute: (kind) => room.streams.select({ local: true }).mute(kind),
  unmute: () => room.streams.select({ local: true }).unmute(),
  off: () => Promise.all([room.unpublish('microphone'), room.setCamera(false)]),
  on: () => Promise.all([room.setMicrophone(true), room.setCamera(true)]),
  hold: (kind) => room.hold(kind),
  unhold: () => room.unhold(),
};

for (const button of document.querySelectorAll('[data-act]')) {
  const { act, kind } = button.dataset;
  // What goes wrong, the room says itself.
  button.addEventListener('click', () => ACTS[act](kind).catch(() => undefined));
}

startMuted.addEventListener('change', () => {
  room.startMuted = startMuted.checked ? 'microphone camera' : '';
});

room.addEventListener('rtc-mute-change', ({ detail }) => {
  tell(`${nameOf(detail.userId)} ${detail.muted ? 'muted' : 'unmuted'} ${detail.kind}`);
});
room.addEventListener('rtc-hold-change', ({ detail }) => {
  tell(`${detail.kind} with ${nameOf(detail.userId)} ${detail.held ? 'on hold' : 'goes on'}`);
});

function nameOf(userId) {
  const person = Array.from(room.participants).find((one) => one.userId === userId);
  return person?.self ? 'me' : person?.displayName || 'the other';
}

function tell(text) {
  const line = document.createElement('li');
  line.textContent = text;
  told.prepend(line);
  while (told.childElementCount > MOST_LINES) told.lastElementChild.remove();
}
