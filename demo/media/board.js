/** A canvas to draw on, with a clock in its corner: a canvas that does not change sends no pictures. */

const board = document.getElementById('board');
const context = board.getContext('2d');
context.fillStyle = 'white';
context.fillRect(0, 0, board.width, board.height);
context.lineWidth = 4;
context.lineCap = 'round';

board.addEventListener('pointerdown', (event) => {
  board.setPointerCapture(event.pointerId);
  draw(event);
});
board.addEventListener('pointermove', (event) => {
  if (event.buttons > 0) draw(event);
});

let last;
board.addEventListener('pointerup', () => (last = undefined));

setInterval(() => {
  context.fillStyle = 'white';
  context.fillRect(0, 0, 110, 26);
  context.fillStyle = 'black';
  context.font = '18px sans-serif';
  context.direction = 'ltr';
  context.fillText(new Date().toLocaleTimeString(), 8, 20);
}, 200);

function draw({ offsetX, offsetY }) {
  const scale = board.width / board.clientWidth;
  const next = [offsetX * scale, offsetY * scale];
  context.beginPath();
  context.moveTo(...(last ?? next));
  context.lineTo(...next);
  context.stroke();
  last = next;
}
