/** A meter for each person, who speaks, and who has the word. */

const room = document.getElementById('room');
const voices = document.querySelector('[data-voices]');
const word = document.querySelector('[data-word]');
let visit = new AbortController();

room.addEventListener('rtc-joined', () => {
  visit = new AbortController();
  // Ten times a second, by the id of each person, 0…1 as loud as it seems.
  room.watchLevels(drawLevels, { signal: visit.signal });
});
room.addEventListener('rtc-left', () => {
  visit.abort();
  voices.replaceChildren();
});
room.addEventListener('rtc-speaking-change', ({ detail }) => {
  rowOf(detail.userId).querySelector('span').textContent = detail.speaking ? 'speaks' : '';
});
room.addEventListener('rtc-active-speaker-change', ({ detail }) => {
  word.textContent = detail.userId === null ? 'nobody' : nameOf(detail.userId);
});
room.addEventListener('rtc-participant-left', ({ detail }) => rowOf(detail.participant.userId).remove());

function drawLevels(levels) {
  for (const [userId, level] of levels) rowOf(userId).querySelector('meter').value = level;
}

function rowOf(userId) {
  const known = [...voices.children].find((row) => row.dataset.userId === userId);
  if (known !== undefined) return known;
  const row = document.createElement('li');
  const meter = document.createElement('meter');
  row.dataset.userId = userId;
  meter.setAttribute('aria-label', `How loud ${nameOf(userId)} is`);
  row.append(nameOf(userId), meter, document.createElement('span'));
  voices.append(row);
  return row;
}

function nameOf(userId) {
  const person = [...room.participants].find((one) => one.userId === userId);
  return person?.self ? 'You' : person?.displayName || 'Guest';
}
