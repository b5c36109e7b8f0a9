/** Links that lead past the waiting room. The ticket is behind the #, which browsers tell no server. */

const room = document.getElementById('room');
const said = document.querySelector('.said');

room.ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');

document.getElementById('invite').addEventListener('click', async () => {
  try {
    const link = document.createElement('a');
    link.href = new URL(`#ticket=${await room.createTicket({ expiresInSeconds: 3600 })}`, location.href);
    link.textContent = 'Invitation link';
    said.replaceChildren(link, ', good for an hour: copy it and pass it on.');
  } catch (error) {
    said.textContent = error.message;
  }
});
