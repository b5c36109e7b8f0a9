/** What is read of a connection here. */
type Descriptions = Pick<RTCPeerConnection, 'currentLocalDescription' | 'currentRemoteDescription'>;

/**
 * An offer that names the DTLS role this side has already, instead of leaving it to the answer. The role must not change while
 * the connection lives, but Firefox (153) takes the active one whenever it answers a restart of ICE, and Chromium refuses an
 * answer that changes it. A first offer, and an answer, come back as they are.
 */
export function keepingDtlsRole(connection: Descriptions, type: 'offer' | 'answer', sdp: string): string {
  const role = type === 'offer' ? dtlsRole(connection) : undefined;
  return role === undefined ? sdp : sdp.replaceAll(/^a=setup:actpass/gm, `a=setup:${role}`);
}

/** As the last answer, whoever made it, has decided. */
function dtlsRole({ currentLocalDescription: own, currentRemoteDescription: other }: Descriptions) {
  const isOwn = own?.type === 'answer';
  const decided = /^a=setup:(active|passive)/m.exec((isOwn ? own : other)?.sdp ?? '')?.[1];
  if (decided === undefined) return undefined;
  return (decided === 'active') === isOwn ? 'active' : 'passive';
}
