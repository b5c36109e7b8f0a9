import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerBinding } from './answer-binding.js';
import { attributesOf, mappedAddress, stunRequest } from './testing/stun-client.js';

const ADA = { address: '192.0.2.1', port: 32_853 };
const FINGERPRINT = 0x8028;

/** RFC 5769 §2.1: a request of ICE, with a FINGERPRINT, whose PRIORITY no STUN server needs to know. */
const RFC_REQUEST = Buffer.from(
  '000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b1' +
    '51263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf',
  'hex',
);

/** RFC 5769 §2.2: the XOR-MAPPED-ADDRESS of 192.0.2.1:32853 and, after it, §2.3: of 2001:db8:1234:5678:11:2233:4455:6677. */
const RFC_TRANSACTION = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex');
const RFC_MAPPED_4 = '0001a147e112a643';
const RFC_MAPPED_6 = '0002a1470113a9faa5d3f179bc25f4b5bed2b9d9';

test('tells the address it is asked from, as RFC 5769 writes it', () => {
  const request = stunRequest({ transactionId: RFC_TRANSACTION });
  const four = answerBinding(request, ADA)!;
  assert.equal(four.toString('hex'), `0101000c2112a442${RFC_TRANSACTION.toString('hex')}00200008${RFC_MAPPED_4}`);
  const six = answerBinding(request, { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32_853 })!;
  assert.equal(six.toString('hex'), `010100182112a442${RFC_TRANSACTION.toString('hex')}00200014${RFC_MAPPED_6}`);
});

for (const [address, told] of [
  ['203.0.113.77', '203.0.113.77'],
  ['::ffff:203.0.113.77', '203.0.113.77'],
  ['::1', '0000:0000:0000:0000:0000:0000:0000:0001'],
  ['fe80::a:b%eth0', 'fe80:0000:0000:0000:0000:0000:000a:000b'],
  ['2001:db8::', '2001:0db8:0000:0000:0000:0000:0000:0000'],
  ['64:ff9b::192.0.2.33', '0064:ff9b:0000:0000:0000:0000:c000:0221'],
] as const) {
  test(`tells ${address} that it is ${told}`, () => {
    assert.equal(mappedAddress(answerBinding(stunRequest(), { address, port: 9 })!), `${told} 9`);
  });
}

test('an answer has a FINGERPRINT where the request has one', () => {
  const types = (request: Buffer) => attributesOf(answerBinding(request, ADA)!).map(({ type }) => type);
  assert.deepEqual(types(stunRequest()), [0x0020]);
  const answer = answerBinding(stunRequest({ fingerprinted: true }), ADA)!;
  assert.deepEqual(types(stunRequest({ fingerprinted: true })), [0x0020, FINGERPRINT]);
  // The other implementation makes the same one.
  const again = stunRequest({
    ...{ type: 0x0101, transactionId: answer.subarray(8, 20), fingerprinted: true },
    attributes: attributesOf(answer).slice(0, 1),
  });
  assert.deepEqual(answer, again);
});

test('what it would have to understand and does not is refused by name, with 420', () => {
  const answer = answerBinding(RFC_REQUEST, ADA)!;
  assert.equal(answer.readUInt16BE(0), 0x0111);
  assert.deepEqual(
    attributesOf(answer)
      .map(({ type, value }) => [type, value.toString('hex')])
      .slice(0, 2),
    [
      [0x0009, '00000414'],
      [0x000a, '0024'],
    ],
  );
  const repeated = [0x0003, 0x0026, 0x0003].map((type) => ({ type, value: Buffer.from('0000') }));
  const [, names] = attributesOf(answerBinding(stunRequest({ attributes: repeated }), ADA)!);
  assert.equal(names?.value.toString('hex'), '00030026', 'each once');
});

test('what may be left unread is left unread', () => {
  const attributes = [0x8022, 0x0006, 0x0008, 0xffff].map((type) => ({ type, value: Buffer.from('odd') }));
  assert.equal(mappedAddress(answerBinding(stunRequest({ attributes }), ADA)!), '192.0.2.1 32853');
});

for (const [what, bytes] of Object.entries({
  'an empty datagram': Buffer.alloc(0),
  'half a header': stunRequest().subarray(0, 19),
  'an indication': stunRequest({ type: 0x0011 }),
  'an answer': stunRequest({ type: 0x0101 }),
  'an allocation': stunRequest({ type: 0x0003 }),
  'STUN from before the cookie': Buffer.concat([Buffer.from([0, 1, 0, 0]), Buffer.alloc(16, 7)]),
  'more than its length says': Buffer.concat([stunRequest(), Buffer.alloc(4)]),
  'less than its length says': stunRequest({ attributes: [{ type: 0x8022, value: Buffer.from('1234') }] }).subarray(
    0,
    24,
  ),
  'a length that is no multiple of four': Buffer.concat([
    Buffer.from([0, 1, 0, 2]),
    stunRequest().subarray(4),
    Buffer.alloc(2),
  ]),
  'an attribute that is longer than the message': Buffer.concat([
    Buffer.from([0, 1, 0, 4]),
    stunRequest().subarray(4),
    Buffer.from([0x80, 0x22, 0, 1]),
  ]),
  'a wrong FINGERPRINT': Buffer.concat([stunRequest({ fingerprinted: true }).subarray(0, 27), Buffer.from([0])]),
  'a FINGERPRINT that is not the last': stunRequest({
    attributes: [
      { type: FINGERPRINT, value: Buffer.alloc(4) },
      { type: 0x8022, value: Buffer.from('1234') },
    ],
  }),
  'more than a datagram that fits everywhere': stunRequest({
    attributes: [{ type: 0x8022, value: Buffer.alloc(528) }],
  }),
})) {
  test(`is silent to ${what}`, () => {
    assert.equal(answerBinding(bytes, ADA), null);
  });
}

const senders = fc.record({ address: fc.oneof(fc.ipV4(), fc.ipV6()), port: fc.integer({ min: 1, max: 65_535 }) });
const attribute = fc.record({
  type: fc.integer({ min: 0, max: 0xffff }).filter((type) => type !== FINGERPRINT),
  value: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
});
const requests = fc
  .record({ attributes: fc.array(attribute, { maxLength: 12 }), fingerprinted: fc.boolean() })
  .map(stunRequest);

test('whatever comes, it throws nothing, and what it answers is short and an answer to this one', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.from(bytes)),
    // Almost right: one byte of a request is another, or something is missing at its end.
    fc.tuple(requests, fc.nat(), fc.nat(255)).map(([request, at, byte]) => {
      const changed = Buffer.from(request);
      changed[at % changed.length] = byte;
      return changed;
    }),
    fc.tuple(requests, fc.nat()).map(([request, at]) => request.subarray(0, at % request.length)),
  );
  fc.assert(
    fc.property(anything, senders, (bytes, sender) => {
      const answer = answerBinding(bytes, sender);
      if (answer === null) return;
      assert.equal(bytes.readUInt16BE(0), 1);
      assert.ok(answer.length <= bytes.length + 24, `${answer.length} bytes for ${bytes.length}`);
      assert.deepEqual(answer.subarray(4, 20), bytes.subarray(4, 20));
      attributesOf(answer);
    }),
    { numRuns: 20_000 },
  );
});

test('every request that is well formed is answered, rightly', () => {
  const fits = requests.filter(({ length }) => length <= 548);
  fc.assert(
    fc.property(fits, senders, (request, sender) => {
      const answer = answerBinding(request, sender);
      assert.ok(answer !== null);
      const told = mappedAddress(answer);
      if (answer.readUInt16BE(0) === 0x0111) assert.equal(told, undefined);
      else assert.ok(told?.endsWith(` ${sender.port}`));
    }),
    { numRuns: 2_000 },
  );
});
