/**
 * To run in a page before its scripts: whatever it hears of where others receive, it is given `globalThis.standInFor(port)`
 * instead, by UDP on 127.0.0.1 and by nothing else, so that there is no way past it. `globalThis.connections`: those made.
 */
export function detour() {
  const Native = globalThis.RTCPeerConnection;
  const { addIceCandidate, setRemoteDescription } = Native.prototype;
  globalThis.connections = [];
  const turns = new WeakMap();

  /** As the browser does: what is asked of one connection is done in the order it was asked. */
  const inTurn = (connection, work) => {
    const turn = (turns.get(connection) ?? Promise.resolve()).then(work);
    turns.set(
      connection,
      turn.catch(() => undefined),
    );
    return turn;
  };
  const rewritten = async (line) => {
    const fields = line.split(' ');
    const [, , protocol, , address, port, , kind] = fields;
    if (protocol.toLowerCase() !== 'udp' || address !== '127.0.0.1' || kind !== 'host') return undefined;
    fields[5] = await globalThis.standInFor(Number(port));
    return fields.join(' ');
  };
  const rewrittenSdp = async (sdp) => {
    const lines = await Promise.all(
      sdp.split('\r\n').map((line) => (line.startsWith('a=candidate:') ? rewritten(line) : line)),
    );
    return lines.filter((line) => line !== undefined).join('\r\n');
  };

  globalThis.RTCPeerConnection = class RTCPeerConnection extends Native {
    constructor(...options) {
      super(...options);
      globalThis.connections.push(this);
    }
  };
  Native.prototype.addIceCandidate = function (candidate, ...callbacks) {
    return inTurn(this, async () => {
      if (!candidate?.candidate) return addIceCandidate.call(this, candidate, ...callbacks);
      const line = await rewritten(candidate.candidate);
      const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
      if (line === undefined) return callbacks[0]?.();
      return addIceCandidate.call(this, { candidate: line, sdpMid, sdpMLineIndex, usernameFragment }, ...callbacks);
    });
  };
  Native.prototype.setRemoteDescription = function ({ type, sdp }, ...callbacks) {
    return inTurn(this, async () =>
      setRemoteDescription.call(this, { type, sdp: sdp && (await rewrittenSdp(sdp)) }, ...callbacks),
    );
  };
}
