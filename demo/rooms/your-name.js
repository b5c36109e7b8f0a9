/** The name in the field is the visitor's in the page's room, before joining and in it. */

const field = document.querySelector('[data-your-name]');
field.addEventListener('change', () => {
  for (const room of document.querySelectorAll('rtc-room')) room.displayName = field.value;
});
