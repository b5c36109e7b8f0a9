/** A board and applause for everybody in the room, over topics of this page's own. */

const room = document.getElementById('room');
const board = document.querySelector('.board');
const said = document.querySelector('.said');
const nameOf = (userId) => [...room.participants].find((person) => person.userId === userId)?.displayName || 'Somebody';

/** Strokes on the board, each a list of x and y in turn. */
let strokes = [];

room.addEventListener('rtc-message', ({ detail: { topic, data, from } }) => {
  if (topic === 'stroke') draw(data);
  if (topic === 'applause') said.textContent = `${nameOf(from)} applauds 👏`;
  if (topic === 'greeting') said.textContent = `${nameOf(from)} greets you.`;
});

// One question, one answer: what is on the board already.
room.respond('board', () => strokes);
room.addEventListener('rtc-joined', async () => {
  const first = [...room.participants].find(({ self }) => !self);
  if (first === undefined) return;
  for (const stroke of await room.request(first.userId, 'board', null)) draw(stroke);
});

document.getElementById('applaud').addEventListener('click', () => room.send('clap', { topic: 'applause' }));

// Waits, if need be, until somebody is there.
document.getElementById('greet').addEventListener('click', async () => {
  said.textContent = 'Waiting for somebody…';
  await room.send('hello', { topic: 'greeting', wait: true });
  said.textContent = 'Greeted.';
});

board.addEventListener('pointerdown', (event) => {
  board.setPointerCapture(event.pointerId);
  const points = [];
  const line = document.createElementNS(board.namespaceURI, 'polyline');
  const add = ({ clientX, clientY }) => {
    const { left, top, width, height } = board.getBoundingClientRect();
    points.push(Math.round(((clientX - left) / width) * 800), Math.round(((clientY - top) / height) * 450));
    line.setAttribute('points', points.join(' '));
  };
  const ends = new AbortController();
  add(event);
  board.append(line);
  board.addEventListener('pointermove', add, { signal: ends.signal });
  board.addEventListener('lostpointercapture', end, { signal: ends.signal });
  function end() {
    ends.abort();
    strokes.push(points);
    if (room.state === 'joined') room.send(points, { topic: 'stroke' });
  }
});

/** What comes from somebody else may be anything. */
function draw(points) {
  if (!Array.isArray(points) || points.length > 10_000 || !points.every(Number.isFinite)) return;
  strokes = [...strokes, points].slice(-1_000);
  const line = document.createElementNS(board.namespaceURI, 'polyline');
  line.setAttribute('points', points.join(' '));
  board.append(line);
}
