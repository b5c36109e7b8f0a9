/** The owner's small picture goes into the owner's extra data, which the list of rooms carries. */

const WIDTH = 160;
const HEIGHT = 90;
const INTERVAL_MS = 10_000;
/** Extra data holds 8 KiB. */
const MOST_CHARACTERS = 7_000;

const room = document.getElementById('room');
const said = document.querySelector('.said');
const list = document.querySelector('[data-rooms]');
const { open } = document.forms;

open.addEventListener('submit', (event) => {
  event.preventDefault();
  enter('open', open.elements.title.value);
});
document.querySelector('[data-list]').addEventListener('click', showRooms);
room.addEventListener('rtc-stream-added', ({ detail }) => {
  if (detail.local && detail.source === 'camera') void tellHowItLooks();
});
setInterval(tellHowItLooks, INTERVAL_MS);

async function tellHowItLooks() {
  if (!room.hasAttribute('owner')) return;
  try {
    await room.setExtra({ picture: await small(await room.takeSnapshot()) });
  } catch (error) {
    // Without a camera there is nothing to be seen, and the list says so.
    if (error.code !== 'media/no-picture') said.textContent = error.message;
  }
}

async function small(blob) {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  canvas.getContext('2d').drawImage(await createImageBitmap(blob), 0, 0, WIDTH, HEIGHT);
  const [fine, coarse] = [0.6, 0.3].map((quality) => canvas.toDataURL('image/jpeg', quality));
  return fine.length <= MOST_CHARACTERS ? fine : coarse;
}

async function showRooms() {
  const rooms = await room.listRooms('demo-pictures');
  list.replaceChildren(...rooms.map(entryOf));
  said.textContent = rooms.length === 0 ? 'There is no room.' : '';
}

function entryOf({ room: name, people, extra }) {
  const entry = document.createElement('li');
  const button = document.createElement('button');
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = `${name} (${people})`;
  figure.append(pictureOf(extra, name), caption, button);
  button.textContent = `Join ${name}`;
  button.addEventListener('click', () => enter('join', name));
  entry.append(figure);
  return entry;
}

/** What strangers write is shown only where it is a picture and nothing else. */
function pictureOf(extra, name) {
  const image = document.createElement('img');
  const picture = extra?.picture;
  if (typeof picture === 'string' && /^data:image\/jpeg;base64,[\w+/=]+$/.test(picture)) image.src = picture;
  image.alt = image.src === '' ? `${name}: no picture yet` : `What it looks like in ${name}`;
  return image;
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
