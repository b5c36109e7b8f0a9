/** A button for each person, and each picture as a link to its file. */

const room = document.getElementById('room');
const people = document.querySelector('[data-people]');
const pictures = document.querySelector('[data-pictures]');
const said = document.querySelector('.said');

for (const type of ['rtc-joined', 'rtc-left', 'rtc-participant-joined', 'rtc-participant-left']) {
  room.addEventListener(type, offer);
}

function offer() {
  people.replaceChildren(
    ...[...room.participants].map(({ userId, displayName, self }) => {
      const name = self ? 'myself' : displayName || 'Guest';
      const button = document.createElement('button');
      button.textContent = `Picture of ${name}`;
      button.addEventListener('click', () => take(userId, name));
      return button;
    }),
  );
}

async function take(userId, name) {
  said.textContent = '';
  try {
    show(await room.takeSnapshot(userId, { type: 'image/jpeg', quality: 0.9 }), name);
  } catch (error) {
    said.textContent = error.message;
  }
}

function show(blob, name) {
  const entry = document.createElement('li');
  const link = document.createElement('a');
  const image = document.createElement('img');
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.jpg`;
  image.src = link.href;
  image.alt = `Picture of ${name}`;
  link.append(image);
  entry.append(link);
  pictures.prepend(entry);
}
