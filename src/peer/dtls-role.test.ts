import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepingDtlsRole } from './dtls-role.js';

type Connection = Parameters<typeof keepingDtlsRole>[0];

const description = (type: 'offer' | 'answer', setup: string): RTCSessionDescription => {
  const sdp = `v=0\r\nm=audio\r\na=setup:${setup}\r\nm=video\r\na=setup:${setup}\r\n`;
  return { type, sdp, toJSON: () => ({ type, sdp }) };
};
const OFFER = description('offer', 'actpass');
const offeredBy = (connection: Connection): string[] => {
  return keepingDtlsRole(connection, 'offer', OFFER.sdp).match(/(?<=setup:)\w+/g) ?? [];
};

test('a first offer leaves the DTLS role to the answer', () => {
  assert.deepEqual(offeredBy({ currentLocalDescription: null, currentRemoteDescription: null }), [
    'actpass',
    'actpass',
  ]);
});

test('a later offer names the DTLS role that the last answer has decided, whoever made it', () => {
  for (const [role, other] of [
    ['active', 'passive'],
    ['passive', 'active'],
  ] as const) {
    const answered = { currentLocalDescription: description('answer', role), currentRemoteDescription: OFFER };
    assert.deepEqual(offeredBy(answered), [role, role]);
    const offered = { currentLocalDescription: OFFER, currentRemoteDescription: description('answer', other) };
    assert.deepEqual(offeredBy(offered), [role, role]);
  }
});

test('an answer is left as it is', () => {
  const connection = { currentLocalDescription: description('answer', 'active'), currentRemoteDescription: OFFER };
  assert.equal(keepingDtlsRole(connection, 'answer', OFFER.sdp), OFFER.sdp);
});
