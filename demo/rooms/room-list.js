/** Opens, lists, asks for and joins rooms through the methods of `rtc-room`. */

const room = document.getElementById('room');
const said = document.querySelector('.said');
const list = document.querySelector('[data-rooms]');
const { open, ask } = document.forms;

open.addEventListener('submit', (event) => {
  event.preventDefault();
  room.extra = { topic: open.elements.topic.value };
  enter('open', open.elements.title.value);
});

ask.addEventListener('submit', async (event) => {
  event.preventDefault();
  const name = ask.elements.title.value;
  const { exists, people, full } = await room.checkPresence(name);
  said.textContent = exists
    ? `“${name}” is open, ${people} inside${full ? ', and full' : ''}.`
    : `“${name}” is not open.`;
});

document.querySelector('[data-list]').addEventListener('click', async () => {
  const rooms = await room.listRooms('demo-by-hand');
  list.replaceChildren(...rooms.map(entryOf));
  said.textContent = rooms.length === 0 ? 'There is no room.' : '';
});

/** `extra` is whatever the owner's page wrote into it: text of strangers, shown as text. */
function entryOf({ room: name, people, maxParticipants, extra }) {
  const entry = document.createElement('li');
  const button = document.createElement('button');
  button.textContent = `Join ${name}`;
  button.addEventListener('click', () => enter('join', name));
  const topic = typeof extra?.topic === 'string' ? extra.topic : '';
  entry.append(`${name} (${people}/${maxParticipants}) ${topic}`, button);
  return entry;
}

async function enter(entry, name) {
  await room.leave();
  room.name = name;
  room.entry = entry;
  try {
    await room.join();
    said.textContent = '';
  } catch (error) {
    said.textContent = error.message;
  }
}
