import { SerialQueue } from '../base/serial-queue.js';

const queues = new WeakMap<RTCRtpSender, SerialQueue>();

/**
 * Changes a sender's parameters when nothing else is changing them: a browser takes parameters only if nothing has changed
 * since they were read (W3C webrtc-pc §5.2.1), and what was read before another change would take that back.
 */
export function inTurn(sender: RTCRtpSender, change: () => Promise<void>): Promise<void> {
  const queue = queues.get(sender) ?? new SerialQueue();
  queues.set(sender, queue);
  return queue.run(change);
}
