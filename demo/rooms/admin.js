/** Tells the guests whether the admin is busy, and lists them, each with a button that calls. */

const desk = document.getElementById('desk');
const phone = document.getElementById('phone');
const list = document.querySelector('[data-guests]');
const said = document.querySelector('.said');

phone.addEventListener('rtc-state-change', tellGuests);
desk.addEventListener('rtc-joined', tellGuests);
for (const type of ['rtc-joined', 'rtc-participant-joined', 'rtc-participant-left', 'rtc-left']) {
  desk.addEventListener(type, listGuests);
}

function tellGuests() {
  if (desk.state !== 'joined') return;
  // While the line is broken nobody can be told; the room says so itself.
  desk.setExtra({ busy: phone.state === 'joined' }).catch(() => undefined);
}

function listGuests() {
  const guests = Array.from(desk.participants).filter(({ self }) => !self);
  list.replaceChildren(...guests.map(entryOf));
}

/** Guests are reachable under the id they have at the desk. */
function entryOf({ userId, displayName }, index) {
  const entry = document.createElement('li');
  const button = document.createElement('button');
  const name = `${displayName} ${index + 1}`;
  button.textContent = `Call ${name}`;
  button.addEventListener('click', () => call(userId, name));
  entry.append(name, button);
  return entry;
}

async function call(userId, name) {
  said.textContent = `Calling ${name}…`;
  try {
    await phone.call(userId);
    said.textContent = '';
  } catch (error) {
    said.textContent = error.code === 'call/declined' ? `${name} does not want to talk now.` : error.message;
  }
}
