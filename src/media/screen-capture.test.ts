import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtcError } from '../protocol/index.js';
import type { CaptureDevices } from './capture.js';
import { captureScreen, displayOptions } from './screen-capture.js';

const { signal } = new AbortController();
const getUserMedia: CaptureDevices['getUserMedia'] = () => Promise.reject(new Error('not asked for'));
const withCode = (code: string) => (error: unknown) => error instanceof RtcError && error.code === code;

test('every option is a wish or a limit, as getDisplayMedia demands', () => {
  assert.deepEqual(displayOptions({ audio: true, surface: 'window', maxWidth: 1920, maxHeight: 1080, frameRate: 15 }), {
    video: { displaySurface: 'window', width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } },
    audio: true,
    systemAudio: 'include',
    surfaceSwitching: 'include',
  });
});

test('without options there is a picture and no sound, and nonsense is left out', () => {
  const plain = { video: {}, audio: false, systemAudio: 'exclude', surfaceSwitching: 'include' };
  assert.deepEqual(displayOptions({}), plain);
  assert.deepEqual(displayOptions({ maxWidth: Number.NaN, maxHeight: 0, frameRate: -1 }), plain);
});

test('a browser without screen capture rejects media/unsupported', async () => {
  const source = { mediaDevices: { getUserMedia } };
  await assert.rejects(captureScreen({}, { source, signal }), withCode('media/unsupported'));
});

test('an insecure page rejects media/insecure', async () => {
  await assert.rejects(captureScreen({}, { source: { mediaDevices: undefined }, signal }), withCode('media/insecure'));
});

test('a dismissed picker rejects media/cancelled', async () => {
  const getDisplayMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  const source = { mediaDevices: { getUserMedia, getDisplayMedia } };
  await assert.rejects(captureScreen({}, { source, signal }), withCode('media/cancelled'));
});
