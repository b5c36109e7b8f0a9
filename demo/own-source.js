/** Shows the page's own HTML as it came from the service, as text. */

const place = document.querySelector('[data-own-source]');
const response = await fetch(location.pathname);
place.textContent = response.ok ? await response.text() : 'The source could not be loaded.';
