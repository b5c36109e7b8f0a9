/**
 * Shows the page's own source as it came from the service, as text: its HTML, and where `data-own-source` names a file
 * beside the page, that file.
 */

for (const place of document.querySelectorAll('[data-own-source]')) void show(place);

async function show(place) {
  const response = await fetch(place.dataset.ownSource || location.pathname);
  place.textContent = response.ok ? await response.text() : 'The source could not be loaded.';
}
