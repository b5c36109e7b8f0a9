import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatTextParts } from './chat-text.js';

function linksOf(text: string): string[] {
  const parts = chatTextParts(text);
  assert.equal(parts.map((part) => part.text).join(''), text, 'nothing is added, nothing is lost');
  return parts.flatMap(({ text: written, href }) => (href === undefined ? [] : [written]));
}

test('what ends a sentence is not part of an address, and what belongs to it is', () => {
  assert.deepEqual(linksOf('See https://example.org/a_(b).'), ['https://example.org/a_(b)']);
  assert.deepEqual(linksOf('(as in http://example.org/a)…'), ['http://example.org/a']);
  assert.deepEqual(linksOf('“https://example.org”, mailto:ada@example.org!'), [
    'https://example.org',
    'mailto:ada@example.org',
  ]);
  assert.deepEqual(linksOf('https://example.org/?!)]}).'), ['https://example.org/']);
});

test('what leads elsewhere than to the web or a mailbox is no link', () => {
  assert.deepEqual(linksOf('javascript:alert(1) ftp://example.org data:text/html,x http:// mailto'), []);
});

test('an address without end is text or a link, and breaks nothing', () => {
  assert.deepEqual(linksOf(`http://a/${')'.repeat(50_000)}`), ['http://a/']);
});
