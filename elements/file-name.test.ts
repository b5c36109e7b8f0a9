import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { inertFileName } from './file-name.js';

for (const [hostile, inert] of [
  ['COM1 .txt', '_COM1 .txt'],
  ['conin$', '_conin$'],
  ['CONOUT$.log', '_CONOUT$.log'],
  ['lpt².txt', '_lpt².txt'],
  ['contract.txt', 'contract.txt'],
  ['a\u202egpj.exe', 'agpj.exe'],
  ['../../etc/passwd', 'passwd'],
] as const) {
  void test(`${JSON.stringify(hostile)} is shown and saved as ${JSON.stringify(inert)}`, () => {
    assert.equal(inertFileName(hostile), inert);
  });
}

void test('every name that is shown or saved is inert and stays as it is the second time', () => {
  const nasty = fc.constantFrom(
    '.',
    ' ',
    '/',
    '\\',
    ':',
    '\0',
    '\u202e',
    '\ud800',
    'con',
    'nul',
    'conin$',
    'com1',
    '👋',
  );
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 40 })), { maxLength: 40 }).map((a) => a.join('')),
  );
  fc.assert(
    fc.property(name, (hostile) => {
      const inert = inertFileName(hostile);
      assert.ok(inert.length > 0 && Array.from(inert).length <= 120);
      assert.doesNotMatch(inert, /[\p{Cc}\p{Cf}\p{Cs}/\\:<>"|?*]/u);
      assert.doesNotMatch(inert, /^[.\s]|[.\s]$/);
      assert.doesNotMatch(inert, /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)/i);
      assert.equal(inertFileName(inert), inert);
    }),
    { numRuns: 3_000 },
  );
});
