/**
 * To run in a page before its scripts: all its data channels together send so many bytes a second, and what waits counts as
 * buffered, as it would behind a thin uplink. Text passes, it is little.
 */
export function cap(bytesPerSecond) {
  const { prototype } = globalThis.RTCDataChannel;
  const send = prototype.send;
  const buffered = Object.getOwnPropertyDescriptor(prototype, 'bufferedAmount').get;
  const waiting = new WeakMap();
  const queue = [];
  globalThis.uplink = { sentBytes: 0 };
  let credit = 0;
  let at = performance.now();
  const pump = () => {
    const now = performance.now();
    credit = Math.min(credit + ((now - at) * bytesPerSecond) / 1000, bytesPerSecond / 10);
    at = now;
    while (queue.length > 0 && credit > 0) {
      const { channel, message } = queue.shift();
      credit -= message.byteLength;
      const before = waiting.get(channel);
      waiting.set(channel, before - message.byteLength);
      if (channel.readyState !== 'open') continue;
      globalThis.uplink.sentBytes += message.byteLength;
      send.call(channel, message);
      const low = channel.bufferedAmountLowThreshold;
      if (before > low && before - message.byteLength <= low) channel.dispatchEvent(new Event('bufferedamountlow'));
    }
  };
  setInterval(pump, 5);
  prototype.send = function (message) {
    if (typeof message === 'string') return send.call(this, message);
    waiting.set(this, (waiting.get(this) ?? 0) + message.byteLength);
    queue.push({ channel: this, message });
  };
  Object.defineProperty(prototype, 'bufferedAmount', {
    configurable: true,
    get() {
      return buffered.call(this) + (waiting.get(this) ?? 0);
    },
  });
}
