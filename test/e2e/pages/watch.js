// What a test asks of every page: the events heard so far, and the tracks captured so far.

const EVENTS = [
  'rtc-state-change',
  'rtc-joined',
  'rtc-left',
  'rtc-participant-joined',
  'rtc-participant-left',
  'rtc-owner-change',
  'rtc-stream-announced',
  'rtc-stream-added',
  'rtc-stream-removed',
  'rtc-mute-change',
  'rtc-hold-change',
  'rtc-message',
  'rtc-file-offer',
  'rtc-file-sent',
  'rtc-file-received',
  'rtc-file-failed',
  'rtc-connection-change',
  'rtc-quality-change',
  'rtc-speaking-change',
  'rtc-active-speaker-change',
  'rtc-error',
];

window.heard = [];
window.captured = [];

/** Notes every room event that reaches `target`. */
export function listenTo(target) {
  for (const type of EVENTS) {
    target.addEventListener(type, ({ detail }) => window.heard.push({ type, detail }));
  }
}

const devices = navigator.mediaDevices;
for (const method of ['getUserMedia', 'getDisplayMedia']) {
  const original = devices?.[method]?.bind(devices);
  if (original === undefined) continue;
  devices[method] = async (constraints) => {
    const stream = await original(constraints);
    window.captured.push(...stream.getTracks());
    return stream;
  };
}
