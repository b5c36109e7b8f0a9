import type { Peer } from '../peer/peer.js';
import type { Link } from './topology.js';

/** The way for messages and files that a connection with a person is. */
export function peerLink(userId: string, { channels, signal }: Peer): Link {
  return {
    userId,
    signal,
    get maxFrameBytes() {
      return channels.maxFrameBytes;
    },
    send: (message) => channels.send(message),
    sendFrame: (frame) => channels.sendFrame(frame),
    paceFrames: (highWaterBytes) => channels.paceFrames(highWaterBytes),
    refuseFrames: () => channels.refuseFrames(),
    sendMessageFrame: (lane, frame) => channels.sendMessageFrame(lane, frame),
    sendStateFrame: (frame) => channels.sendStateFrame(frame),
    closeMessages: () => channels.closeMessages(),
    ignoreMessages: () => channels.ignoreMessages(),
  };
}
