/** Shares one element of this page and nothing beside it. */

const room = document.getElementById('room');
const sheet = document.querySelector('.sheet');
const said = document.querySelector('[data-said]');

document.querySelector('[data-share]').addEventListener('click', async () => {
  said.textContent = '';
  try {
    await room.shareScreen({ crop: sheet });
  } catch (error) {
    said.textContent = `${error.message} ${error.hint}`;
  }
});
document.querySelector('[data-stop]').addEventListener('click', () => room.stopScreen());
