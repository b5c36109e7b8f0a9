/** Whom a line is for: the chat's own `to` attribute, chosen from the people in the room. */

const room = document.getElementById('room');
const chat = document.querySelector('rtc-chat');
const choice = document.querySelector('select');

choice.addEventListener('change', () => chat.setAttribute('to', choice.value));

for (const type of ['joined', 'participant-joined', 'participant-left', 'participant-change', 'left']) {
  room.addEventListener(`rtc-${type}`, offerPeople);
}

function offerPeople() {
  const others = [...room.participants].filter(({ self }) => !self);
  const people = others.map(optionFor);
  const chosen = choice.value;
  choice.replaceChildren(choice.options[0], ...people);
  choice.value = others.some(({ userId }) => userId === chosen) ? chosen : '';
  chat.setAttribute('to', choice.value);
}

function optionFor({ userId, displayName }) {
  const option = document.createElement('option');
  option.value = userId;
  option.textContent = displayName || 'Somebody';
  return option;
}
