/** Shares the part the form says, and follows the form while it is shared. */

const form = document.querySelector('[data-part]');
const share = document.querySelector('rtc-screen-share');
const said = document.querySelector('[data-said]');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  tell(share.start({ crop: part(), cropMovableBy: 'everybody' }));
});
form.addEventListener('change', () => {
  if (share.hasAttribute('sharing')) tell(share.crop(part()));
});
form.querySelector('[data-whole]').addEventListener('click', () => tell(share.crop(null)));

/** In fractions of the screen. */
function part() {
  const { x, y, width, height } = form.elements;
  const fraction = (field) => field.valueAsNumber / 100;
  return { x: fraction(x), y: fraction(y), width: fraction(width), height: fraction(height) };
}

async function tell(promise) {
  said.textContent = '';
  try {
    await promise;
  } catch (error) {
    said.textContent = error.message;
  }
}
