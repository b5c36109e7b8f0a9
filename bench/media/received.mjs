/** In a page, before its own scripts: keeps every connection that is made, whoever makes it. */
export function keepConnections() {
  const connections = [];
  globalThis.RTCPeerConnection = class extends globalThis.RTCPeerConnection {
    constructor(...settings) {
      super(...settings);
      connections.push(this);
    }
  };

  /** What arrives: for each picture `{ frames, bytes, height }`, decoded so far. */
  globalThis.received = async () => {
    const pictures = [];
    for (const connection of connections) {
      if (connection.connectionState !== 'connected') continue;
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type !== 'inbound-rtp' || entry.kind !== 'video' || !entry.framesDecoded) continue;
        pictures.push({ frames: entry.framesDecoded, bytes: entry.bytesReceived, height: entry.frameHeight });
      }
    }
    return pictures;
  };
}

/** What `pages` get of each other between two looks: frames and kbit/s of one picture, lines, on average. */
export function between(before, after, seconds) {
  const mean = (pictures, value) => pictures.reduce((sum, picture) => sum + value(picture), 0) / pictures.length;
  const perSecond = (value) => (mean(after, value) - mean(before, value)) / seconds;
  return {
    pictures: after.length,
    framesPerSecond: perSecond(({ frames }) => frames),
    kbps: perSecond(({ bytes }) => (bytes * 8) / 1_000),
    height: mean(after, ({ height }) => height),
  };
}
