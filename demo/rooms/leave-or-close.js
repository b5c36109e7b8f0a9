/** What the room is for, should this visitor be the one who opens it. */

const room = document.getElementById('room');
document.querySelector('form').addEventListener('change', (event) => (room.session = event.target.value));
