/** Opens a room of the visitor's own. The list, and going in from it, are the elements' work. */

const room = document.getElementById('room');
const form = document.querySelector('form');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { title, password, people } = form.elements;
  await room.leave();
  // As the lobby does, which goes from room to room without a word to the attributes.
  room.controller.configure({
    name: title.value,
    password: password.value,
    maxParticipants: people.valueAsNumber,
  });
  // What goes wrong, the room shows by itself.
  room.join().catch(() => undefined);
});
