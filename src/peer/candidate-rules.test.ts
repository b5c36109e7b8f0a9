import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRelayOnly, parseCandidateRules, permits, permittedSdp } from './candidate-rules.js';

const HOST = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host generation 0 ufrag abcd';
const HOST_TCP = 'candidate:2 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0';
const SRFLX = 'candidate:3 1 UDP 1686052607 198.51.100.1 54321 typ srflx raddr 192.0.2.1 rport 54321';
const RELAY = 'candidate:4 1 udp 41885439 203.0.113.1 50000 typ relay raddr 198.51.100.1 rport 54321';
const ALL = [HOST, HOST_TCP, SRFLX, RELAY];

function permitted(tokens: string | undefined): string[] {
  const rules = parseCandidateRules(tokens);
  return ALL.filter((candidate) => permits(rules, candidate));
}

test('without a token everything is permitted', () => {
  assert.deepEqual(permitted(undefined), ALL);
  assert.deepEqual(permitted(' anything '), ALL);
});

test('tokens of a type permit that type, tokens of a protocol that protocol, and both what fits both', () => {
  assert.deepEqual(permitted('host'), [HOST, HOST_TCP]);
  assert.deepEqual(permitted('srflx, relay'), [SRFLX, RELAY]);
  assert.deepEqual(permitted('UDP'), [HOST, SRFLX, RELAY]);
  assert.deepEqual(permitted('host tcp'), [HOST_TCP]);
});

test('an own relayed one is judged by how it reaches its relay, that of the other side is not', () => {
  const rules = parseCandidateRules('relay tcp');
  assert.equal(permits(rules, RELAY, 'udp'), false);
  assert.equal(permits(rules, RELAY, 'tls'), true);
  assert.equal(permits(rules, RELAY), true);
});

test('only relays: known as such', () => {
  assert.equal(isRelayOnly(parseCandidateRules('relay udp')), true);
  assert.equal(isRelayOnly(parseCandidateRules('relay host')), false);
  assert.equal(isRelayOnly(undefined), false);
});

test('the end of candidates passes, and so does what has no type we know', () => {
  const rules = parseCandidateRules('relay');
  assert.equal(permits(rules, ''), true);
  assert.equal(permits(rules, HOST.replace('typ host', 'typ prflx')), true);
});

test('a description loses the candidates that are not permitted and nothing else', () => {
  const sdp = ['v=0', `a=${HOST}`, 'a=mid:0', `a=${RELAY}`, 'a=end-of-candidates', ''].join('\r\n');
  const left = ['v=0', 'a=mid:0', `a=${RELAY}`, 'a=end-of-candidates', ''].join('\r\n');
  assert.equal(permittedSdp(parseCandidateRules('relay'), sdp), left);
  assert.equal(permittedSdp(undefined, sdp), sdp);
});
