/** Two names and a button; ringing, answering and the call itself are the room's work. */

const room = document.getElementById('room');
const said = document.querySelector('.said');
const { me, them } = document.forms;

const OUTCOMES = {
  'call/unreachable': 'Nobody is reachable under this name.',
  'call/declined': 'Declined.',
  'call/busy': 'Busy with somebody else.',
  'call/no-answer': 'No answer.',
};

me.addEventListener('submit', (event) => {
  event.preventDefault();
  const name = me.elements.called.value;
  room.reachableAs = name;
  room.displayName = name;
  said.textContent = `You can be called as ${name}, for as long as this page is open.`;
});

them.addEventListener('submit', async (event) => {
  event.preventDefault();
  const name = them.elements.called.value;
  said.textContent = `Calling ${name}…`;
  try {
    await room.call(name);
    said.textContent = `${name} has answered.`;
  } catch (error) {
    said.textContent = OUTCOMES[error.code] ?? error.message;
  }
});
