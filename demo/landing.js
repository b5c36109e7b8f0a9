/** What the landing page does beyond its HTML: this service's own address in the examples, copy buttons, private rooms. */

const announcer = document.querySelector('[data-announcer]');

for (const origin of document.querySelectorAll('[data-origin]')) origin.textContent = location.origin;

if (/^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname)) {
  for (const hint of document.querySelectorAll('[data-local]')) hint.hidden = false;
}

for (const link of document.querySelectorAll('[data-private]')) {
  // Not to be guessed, since knowing the name is being let in.
  link.href = `/call.html?room=${Array.from(crypto.getRandomValues(new Uint8Array(10)), twoDigits).join('')}`;
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', () => copy(button));
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    // No clipboard without a secure context, or it was refused: the visitor's own keys still work on a selection.
    document.getSelection().selectAllChildren(source);
    announcer.textContent = 'Selected. Copy it with your keyboard.';
    return;
  }
  button.textContent = button.dataset.copied;
  announcer.textContent = button.dataset.copied;
}

function twoDigits(byte) {
  return byte.toString(16).padStart(2, '0');
}
