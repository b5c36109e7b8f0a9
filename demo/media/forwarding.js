/** Publishes in one room what the others of another room show there, as long as they do. */

const stage = document.getElementById('stage');
const hall = document.getElementById('hall');
const wish = document.querySelector('[data-forward]');
/** What each stream of the stage is in the hall. */
const forwarded = new Map();

wish.addEventListener('change', follow);
stage.addEventListener('rtc-stream-added', follow);
// A stream that is taken back goes everywhere by itself, and so do all when a room is left.
stage.addEventListener('rtc-stream-removed', (event) => forwarded.delete(event.detail.streamId));
for (const room of [stage, hall]) {
  room.addEventListener('rtc-joined', follow);
  room.addEventListener('rtc-left', () => forwarded.clear());
}

function follow() {
  if (hall.state !== 'joined') return;
  if (wish.checked) {
    const missing = stage.streams.select({ local: false }).filter(({ streamId }) => !forwarded.has(streamId));
    for (const view of missing) if (view.stream !== undefined) forward(view);
  } else {
    for (const copy of forwarded.values()) copy.then((streamId) => hall.unpublish(streamId));
    forwarded.clear();
  }
}

function forward({ streamId, source, stream }) {
  forwarded.set(streamId, hall.publish(stream, { source }));
}
