import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { build, connect, join } from '../../server/testing/app-under-test.js';
import { frame, handshake } from './raw-web-socket.js';

/** engine.io and socket.io packets no client library would send; the first digit is engine.io's type, the second socket.io's. */
const PACKETS = [
  '',
  '4',
  '42',
  '42[]',
  '42[null]',
  '42{}',
  '42null',
  '42"room:join"',
  '42["room:join"',
  '42[1,2]',
  '42[{"toString":1}]',
  '42["connect"]',
  '42["disconnect"]',
  '42["disconnecting"]',
  '42["newListener"]',
  '42["error","x"]',
  '42["error",{"message":"x"}]',
  '42["__proto__",{}]',
  '42["constructor"]',
  '4299999999999999999999["room:join",{}]',
  '42-1["room:join",{}]',
  '42/other,["room:join",{}]',
  '40/__proto__,',
  '40{"token":null}',
  '41',
  '4399["x"]',
  '430[null]',
  '44{"message":"x"}',
  '451-["room:join",{"_placeholder":true,"num":0}]',
  '451-["room:join",{"_placeholder":true,"num":99}]',
  '45999999999-["room:join",{"_placeholder":true,"num":0}]',
  '45-["x"]',
  '461-0[{"_placeholder":true,"num":0}]',
  '49',
  '4x',
  '0',
  '1',
  '2probe',
  '3',
  '5',
  '6',
  '9',
  'x',
  '\u0000',
  `42${'['.repeat(20_000)}`,
  `42["room:join",${'['.repeat(20_000)}${']'.repeat(20_000)}]`,
  `42["room:join",${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}]`,
  `42["room:join",{${Array.from({ length: 5_000 }, (_, index) => `"k${String(index)}":1`).join(',')}}]`,
];

// A18. What kills the ancestor is above this level: current socket.io lives through all of these, also in the ancestor.
test('no packet ends the process or reaches somebody else', { timeout: 60_000 }, async (t) => {
  const { url } = await build(t);
  const witness = await connect(t, url);
  await join(witness, 'tea');
  const heard: unknown[] = [];
  witness.onAny((...values: unknown[]) => heard.push(values));
  for (const packet of PACKETS) {
    const opened = await handshake(t, url);
    assert.ok('socket' in opened);
    opened.socket.write(
      Buffer.concat([frame('40'), frame(packet), frame(Buffer.from([1, 2, 3]), 0x2), frame(packet), frame('41')]),
    );
    opened.socket.resume();
    opened.socket.end();
    await once(opened.socket, 'close');
  }
  await join(await connect(t, url), 'tea');
  assert.equal(heard.length, 1, JSON.stringify(heard));
});

/** WebSocket frames that break RFC 6455: bits, opcodes, lengths and order no browser produces. */
const FRAMES: readonly Buffer[] = [
  Buffer.from([0xff, 0xff, 0xff, 0xff]),
  Buffer.from([0x81, 0x02, 0x34, 0x30]),
  frame('40', 0x3),
  frame('40', 0x1, 0xf0),
  frame('40', 0x0),
  frame('x'.repeat(200), 0x9),
  frame(Buffer.from([0x03, 0xe7]), 0x8),
  frame(Buffer.from([0xff]), 0x8),
  frame(Buffer.from([0xc3, 0x28])),
  Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  Buffer.concat(Array.from({ length: 2_000 }, () => frame('4', 0x0, 0x00))),
  Buffer.concat([frame('4', 0x1, 0x00), ...Array.from({ length: 20_000 }, () => frame('x', 0x0, 0x00))]),
];

test('no frame ends the process', { timeout: 60_000 }, async (t) => {
  const { url } = await build(t);
  for (const bytes of FRAMES) {
    const opened = await handshake(t, url);
    assert.ok('socket' in opened);
    opened.socket.resume();
    opened.socket.end(bytes);
    await once(opened.socket, 'close');
  }
  await join(await connect(t, url), 'tea');
});
