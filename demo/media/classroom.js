/** The teacher asks a pupil for the camera; nobody's is turned on but by their own hand. */

const room = document.getElementById('room');
const pupils = document.querySelector('[data-pupils]');
const question = document.querySelector('[data-question]');
const said = document.querySelector('.said');
const A_MINUTE = 60_000;
const entries = new Map();

for (const type of [
  'rtc-joined',
  'rtc-owner-change',
  'rtc-participant-joined',
  'rtc-participant-left',
  'rtc-participant-change',
  'rtc-stream-announced',
  'rtc-stream-removed',
]) {
  room.addEventListener(type, list);
}
room.respond('camera', askedForCamera);

function list() {
  const present = Array.from(room.participants).filter(({ self }) => !self);
  for (const [userId, entry] of entries) {
    if (present.some((pupil) => pupil.userId === userId)) continue;
    entry.remove();
    entries.delete(userId);
  }
  for (const pupil of present) show(pupil);
}

/** The entry stays the same element, so that a finger or the keyboard's focus on its button does not slip off. */
function show({ userId, displayName, streams }) {
  const entry = entries.get(userId) ?? begin(userId);
  const isSeen = streams.some(({ source }) => source === 'camera');
  entry.querySelector('span').textContent = displayName || 'A pupil';
  const button = entry.querySelector('button');
  button.textContent = isSeen ? 'Enough' : 'Ask for the camera';
  button.value = isSeen ? 'enough' : 'ask';
}

function begin(userId) {
  const entry = document.createElement('li');
  const button = document.createElement('button');
  const name = document.createElement('span');
  button.addEventListener('click', () => {
    // What is refused, the room tells itself.
    if (button.value === 'enough') room.requestMute(userId, 'video').catch(() => undefined);
    else ask(userId, name.textContent);
  });
  entry.append(name, button);
  pupils.append(entry);
  entries.set(userId, entry);
  return entry;
}

async function ask(userId, name) {
  said.textContent = `Asking ${name}…`;
  try {
    const answer = await room.request(userId, 'camera', null, { timeoutMs: A_MINUTE });
    said.textContent = answer === 'yes' ? '' : `${name} would rather not.`;
  } catch (error) {
    said.textContent = `${name} did not answer: ${error.message}`;
  }
}

async function askedForCamera() {
  question.hidden = false;
  const answer = await new Promise((resolve) => {
    question.addEventListener('submit', (event) => resolve(chosen(event)), { once: true });
  });
  question.hidden = true;
  if (answer === 'yes') await room.setCamera(true);
  return answer;
}

function chosen(event) {
  event.preventDefault();
  return event.submitter.value;
}
