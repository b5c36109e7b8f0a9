/** Shows how the admin is, rings, and can be called by the admin while this page is open. */

const desk = document.getElementById('desk');
const phone = document.getElementById('phone');
const ring = document.querySelector('[data-ring]');
const said = document.querySelector('.said');

for (const type of ['rtc-state-change', 'rtc-participant-joined', 'rtc-participant-change']) {
  desk.addEventListener(type, show);
}
phone.addEventListener('rtc-state-change', show);
desk.addEventListener('rtc-joined', (event) => (phone.reachableAs = event.detail.userId));
// The desk closes when the admin goes. Joining again waits for the next one.
desk.addEventListener('rtc-closed', () => desk.join().catch(() => undefined));
ring.addEventListener('click', call);
show();

function show() {
  const admin = Array.from(desk.participants ?? []).find(({ role }) => role === 'owner');
  const isBusy = admin?.extra?.busy === true;
  const isTalking = phone.state === 'joined';
  ring.disabled = admin === undefined || isBusy || isTalking;
  said.textContent = isTalking ? 'You are talking with the admin.' : wordFor(admin, isBusy);
}

function wordFor(admin, isBusy) {
  if (admin === undefined) return 'The admin is away.';
  return isBusy ? 'The admin is busy with somebody else.' : 'The admin is free.';
}

async function call() {
  ring.disabled = true;
  said.textContent = 'Ringing…';
  try {
    await phone.call('demo-admin');
  } catch (error) {
    show();
    said.textContent = error.code === 'call/declined' ? 'The admin cannot talk now.' : error.message;
  }
}
