/** Sets the password of a running room. Being asked for it, and being asked again, is the room's work. */

const room = document.getElementById('room');
const form = document.querySelector('form');
const said = document.querySelector('.said');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { value } = form.elements.password;
  try {
    await room.setPassword(value);
    said.textContent = value === '' ? 'Nobody is asked any more.' : 'Newcomers are asked for it from now on.';
  } catch (error) {
    said.textContent = error.message;
  }
});
