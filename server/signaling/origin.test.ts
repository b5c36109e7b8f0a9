import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayConnect } from './origin.js';
import type { AllowedOrigins } from './origin.js';

const may = (origin: string | undefined, host: string, allowed: AllowedOrigins) =>
  mayConnect(origin === undefined ? { host } : { origin, host }, allowed);

const LISTED = ['https://good.example', 'https://other.example:8443'];

test('a page of the service itself may connect, whatever is listed', () => {
  for (const allowed of ['local', LISTED] as const) {
    assert.equal(may('https://rtc.example', 'rtc.example', allowed), true);
    assert.equal(may('https://rtc.example', 'rtc.example:443', allowed), true);
    assert.equal(may('http://rtc.example:3000', 'rtc.example:3000', allowed), true);
    assert.equal(may('http://rtc.example:3001', 'rtc.example:3000', allowed), false);
  }
});

test('pages of this machine may connect by default, and not where origins are listed', () => {
  for (const origin of ['http://localhost:8000', 'http://127.0.0.1', 'https://[::1]:9000']) {
    assert.equal(may(origin, 'rtc.example', 'local'), true, origin);
    assert.equal(may(origin, 'rtc.example', LISTED), false, origin);
  }
});

test('listed origins match exactly', () => {
  assert.equal(may('https://good.example', 'rtc.example', LISTED), true);
  assert.equal(may('https://other.example:8443', 'rtc.example', LISTED), true);
  const impostors = [
    'http://good.example',
    'https://good.example:444',
    'https://good.example.evil.example',
    'https://evil.example/https://good.example',
    'https://good.example/',
    'https://GOOD.example',
    'https://sub.good.example',
    'https://good.example@evil.example',
    'null',
    '',
    'file://',
    'https://localhost.evil.example',
  ];
  for (const origin of impostors) {
    assert.equal(may(origin, 'rtc.example', LISTED), false, origin);
    assert.equal(may(origin, 'rtc.example', 'local'), false, origin);
  }
});

test('`any` lets every page in, and no Origin at all is no page', () => {
  assert.equal(may('https://evil.example', 'rtc.example', 'any'), true);
  assert.equal(may('null', 'rtc.example', 'any'), true);
  assert.equal(may(undefined, 'rtc.example', LISTED), true);
});

test('a strange Host header proves nothing', () => {
  for (const host of ['', 'evil.example/', 'a b', ':::'])
    assert.equal(may('https://good.evil', host, 'local'), false, host);
});
