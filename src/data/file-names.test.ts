import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { utf8Bytes } from '../protocol/index.js';
import { inertMediaType } from './file-media-type.js';
import { inertFileName } from './file-names.js';

for (const [hostile, inert] of [
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\x', 'x'],
  ['C:\\x', 'x'],
  ['a\u202Egpj.exe', 'agpj.exe'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['COM1 .txt', '_COM1 .txt'],
  ['con. ', '_con'],
  ['.htaccess', 'htaccess'],
  ['a.txt:evil', 'a.txt_evil'],
  ['line\nbreak\0.txt', 'linebreak.txt'],
  ['half \ud800.txt', 'half .txt'],
  ['folder/', 'folder'],
  ['', 'file'],
  ['...', 'file'],
  ['/ /..', 'file'],
  ['Übersicht 2024 (final).tar.gz', 'Übersicht 2024 (final).tar.gz'],
  ['家族 👩‍👩‍👧.jpeg', '家族 👩‍👩‍👧.jpeg'],
  ['__proto__', '__proto__'],
] as const) {
  void test(`${JSON.stringify(hostile)} becomes ${JSON.stringify(inert)}`, () => {
    assert.equal(inertFileName(hostile), inert);
  });
}

void test('a long name keeps its extension and whole characters', () => {
  const name = inertFileName(`${'👋'.repeat(5_000)}.jpeg`);
  assert.match(name, /^👋+\.jpeg$/u);
  assert.ok(utf8Bytes(name) <= 255);
  assert.ok(utf8Bytes(inertFileName(`a.${'x'.repeat(5_000)}`)) <= 255);
});

void test('every name becomes inert and stays as it is the second time', () => {
  const nasty = fc.constantFrom('.', ' ', '/', '\\', ':', '\0', '\u202e', '\ud800', '\udc00', 'con', 'nul', 'é', '👋');
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 40 })), { maxLength: 40 }).map((a) => a.join('')),
  );
  fc.assert(
    fc.property(name, (hostile) => {
      const inert = inertFileName(hostile);
      assert.ok(inert.length > 0 && inert.length <= 255 && utf8Bytes(inert) <= 255);
      assert.doesNotMatch(inert, /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:<>"|?*]/u);
      assert.doesNotMatch(inert, /^[.\s]|[.\s]$/);
      assert.doesNotMatch(inert, /^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i);
      assert.equal(inertFileName(inert), inert);
    }),
    { numRuns: 3_000 },
  );
});

void test('a type that runs script becomes mere bytes', () => {
  for (const type of ['text/html', 'TEXT/HTML; charset=utf-8', 'image/svg+xml', 'application/xhtml+xml', 'text/xml']) {
    assert.equal(inertMediaType(type), 'application/octet-stream');
  }
  for (const type of ['image/png', 'text/plain', 'application/pdf', '']) assert.equal(inertMediaType(type), type);
});
