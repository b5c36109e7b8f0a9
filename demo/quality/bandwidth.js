/** Writes the limits of the page's address and of the sliders into `bandwidth`, and what is sent beside it. */

const room = document.getElementById('room');
const { limits } = document.forms;
const { searchParams: asked } = new URL(location.href);

for (const kind of ['video', 'audio']) {
  if (asked.has(kind)) limits.elements[kind].value = asked.get(kind);
}
limits.addEventListener('input', limit);
limit();
setInterval(measure, 1_000);

function limit() {
  const { video, audio } = limits.elements;
  room.bandwidth = `audio=${audio.value} video=${video.value}`;
  document.querySelector('[data-written]').textContent = room.bandwidth;
}

async function measure() {
  if (room.state !== 'joined') return;
  const [person] = await room.getStats();
  for (const kind of ['video', 'audio']) {
    const sent = person?.tracks.find((track) => track.direction === 'sent' && track.kind === kind);
    const place = document.querySelector(`[data-${kind}]`);
    place.textContent = sent?.kbps === undefined ? '–' : `${Math.round(sent.kbps)} kbit/s ${sizeOf(sent)}`;
  }
}

function sizeOf({ width, height }) {
  return width === undefined ? '' : `at ${width} × ${height}`;
}
