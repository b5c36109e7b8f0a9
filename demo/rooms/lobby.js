/** Opens a room of the visitor's own. The list, and going in from it, are the elements' work. */

const room = document.getElementById('room');
const form = document.querySelector('form');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { title, password, people } = form.elements;
  room.name = title.value;
  room.password = password.value || undefined;
  room.maxParticipants = people.valueAsNumber;
  await room.leave();
  // What goes wrong, the room shows by itself.
  room.join().catch(() => undefined);
});
