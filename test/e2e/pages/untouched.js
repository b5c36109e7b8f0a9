// Says in the console what happens: to run a script in the page would count as touching it.

const room = document.querySelector('rtc-room');
const say = (what) => console.info(JSON.stringify(what));

room.addEventListener('rtc-joined', async () => {
  if (!new URLSearchParams(location.search).has('screen')) return;
  // Without a gesture.
  await room.shareScreen().catch(({ code }) => say({ refused: code }));
  say({ at: middleOf(document.querySelector('button')), of: 'screen' });
});
room.addEventListener('rtc-stream-added', ({ detail }) => {
  if (detail.local) say({ shared: detail.source });
});

await customElements.whenDefined('rtc-video');
const view = document.querySelector('rtc-video');
await view.updateComplete;
const offered = new WeakSet();
new MutationObserver(() => {
  const offer = view.shadowRoot.querySelector('.play');
  if (offer === null || offered.has(offer)) return;
  offered.add(offer);
  // Once it has its place.
  requestAnimationFrame(() => requestAnimationFrame(() => say({ at: middleOf(offer), of: 'play' })));
}).observe(view.shadowRoot, { childList: true, subtree: true });
view.shadowRoot.addEventListener(
  'playing',
  ({ target }) => {
    if (!target.muted && target.srcObject.getAudioTracks().length > 0) say({ heard: true });
  },
  { capture: true },
);

function middleOf(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}
