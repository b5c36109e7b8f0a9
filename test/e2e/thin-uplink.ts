/**
 * In a page, before its own scripts: what all its data channels send together leaves at 4 MB/s, and what waits counts as
 * buffered, as it would behind a thin uplink.
 */
export function thinUplink(): void {
  const bytesPerSecond = 4_000_000;
  const prototype = RTCDataChannel.prototype;
  const send = Reflect.get(prototype, 'send') as (this: RTCDataChannel, frame: unknown) => void;
  const buffered = Object.getOwnPropertyDescriptor(prototype, 'bufferedAmount')!.get!;
  const waitingBytes = new WeakMap<RTCDataChannel, number>();
  const queue: { readonly channel: RTCDataChannel; readonly frame: ArrayBuffer | ArrayBufferView }[] = [];
  let credit = 0;
  let at = performance.now();
  setInterval(() => {
    const now = performance.now();
    const earned = ((now - at) * bytesPerSecond) / 1_000;
    // A tick may be late, and a second late in a page below others; what is not sent in its time is lost.
    credit = Math.min(credit + earned, Math.max(earned, bytesPerSecond / 10));
    at = now;
    while (credit > 0) {
      const next = queue.shift();
      if (next === undefined) return;
      const { channel, frame } = next;
      const before = waitingBytes.get(channel) ?? 0;
      const after = before - frame.byteLength;
      credit -= frame.byteLength;
      waitingBytes.set(channel, after);
      if (channel.readyState !== 'open') continue;
      send.call(channel, frame);
      const low = channel.bufferedAmountLowThreshold;
      if (before > low && after <= low) channel.dispatchEvent(new Event('bufferedamountlow'));
    }
  }, 5);
  Object.defineProperty(prototype, 'send', {
    value(this: RTCDataChannel, frame: ArrayBuffer | ArrayBufferView | string) {
      // Text is little: talk about files.
      if (typeof frame === 'string') {
        send.call(this, frame);
        return;
      }
      waitingBytes.set(this, (waitingBytes.get(this) ?? 0) + frame.byteLength);
      queue.push({ channel: this, frame });
    },
  });
  Object.defineProperty(prototype, 'bufferedAmount', {
    get(this: RTCDataChannel) {
      return (buffered.call(this) as number) + (waitingBytes.get(this) ?? 0);
    },
  });
}
