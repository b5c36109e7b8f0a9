/** Says another size, and shows what arrives from the others. */

const room = document.getElementById('room');
const said = document.querySelector('[data-said]');

document.querySelector('[data-sizes]').addEventListener('change', ({ target }) => {
  room.resolution = target.value;
});

setInterval(() => {
  const sizes = room.streams.select({ local: false, source: 'camera' }).map(({ tracks }) => {
    const { width, height } = tracks.video?.getSettings() ?? {};
    return width === undefined ? 'nothing yet' : `${width} by ${height}`;
  });
  said.textContent = sizes.length === 0 ? 'Nobody else is here.' : `What arrives: ${sizes.join(', ')}`;
}, 1000);
