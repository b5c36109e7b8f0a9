import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatTextParts } from '../../elements/chat-text.js';
import { inertFileName as shownFileName } from '../../elements/file-name.js';
import { inertFileName, inertPath } from '../../src/data/file-names.js';
import { parseCandidateRules, permits, permittedSdp } from '../../src/peer/candidate-rules.js';
import { SPARING } from '../../src/peer/description-rules.js';

const CHARACTERS = 100_000;
/** What grows with the square of the length takes seconds; this is for a machine that has much else to do. */
const MOST_MS = 100;

/** What begins, what is repeated, and what ends it otherwise than an expression hopes. */
const BEGINNINGS = ['', 'a', 'http://a/', 'mailto:a@', 'v=0\r\nm=audio 9 x\r\na=fmtp:1 ', 'candidate:1 1 udp '];
const REPEATED = [
  '.',
  ' ',
  ')',
  ').',
  '(',
  '/',
  '../',
  ' .',
  'con.',
  '\u202e',
  'http://',
  '😀',
  'useinbandfec=1;',
  '\r\n',
];
const ENDINGS = ['', 'x', '(', 'usedtx'];

const rules = parseCandidateRules('relay');

/** Whatever makes something of a text that another page has written. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a line of the chat': chatTextParts,
  'the name of a file, shown': shownFileName,
  'the name of a file, kept': inertFileName,
  'the folders of a file': inertPath,
  'a description': (text) => SPARING.remote(text),
  'the candidates of a description': (text) => permittedSdp(rules, text),
  'a candidate': (text) => permits(rules, text),
};

for (const [what, read] of Object.entries(READERS)) {
  test(`A37 no text of another page keeps a page busy: ${what}`, () => {
    for (const beginning of BEGINNINGS) {
      for (const repeated of REPEATED) {
        for (const ending of ENDINGS) {
          const text = beginning + repeated.repeat(CHARACTERS / repeated.length) + ending;
          // The quickest of three: single ones wait for whatever else the machine does.
          let quickest = Infinity;
          for (let time = 0; time < 3 && quickest > MOST_MS; time += 1) {
            const startedAt = performance.now();
            read(text);
            quickest = Math.min(quickest, performance.now() - startedAt);
          }
          const shape = JSON.stringify([beginning, repeated, ending]);
          assert.ok(quickest <= MOST_MS, `${Math.round(quickest)} ms for ${shape}`);
        }
      }
    }
  });
}
