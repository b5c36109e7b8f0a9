import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cameraConstraints,
  microphoneConstraints,
  parseFrameRate,
  parseResolution,
  relaxed,
  traitsOf,
  type DeviceWishes,
} from './device-constraints.js';

const AUTO = { width: 640, height: 360 };

for (const [text, width, height] of [
  ['180p', 320, 180],
  ['240p', 426, 240],
  ['360p', 640, 360],
  ['480p', 854, 480],
  ['720p', 1280, 720],
  ['1080p', 1920, 1080],
  ['1440p', 2560, 1440],
  ['2160p', 3840, 2160],
  ['800x600', 800, 600],
  [' 720P ', 1280, 720],
  ['320X200', 320, 200],
] as const) {
  test(`resolution "${text}" is ${width} by ${height}`, () => {
    assert.deepEqual(parseResolution(text), { width, height });
  });
}

test('a missing or invalid resolution is auto', () => {
  for (const text of [undefined, '', 'auto', '0x0', '640x', '99999x1', '9000x100', '-1x5', 'huge', '__proto__']) {
    assert.deepEqual(parseResolution(text), AUTO);
  }
});

test('a missing or invalid frame rate is 30', () => {
  for (const rate of [undefined, 0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1000]) {
    assert.equal(parseFrameRate(rate), 30);
  }
  assert.equal(parseFrameRate(15), 15);
});

test('size and rate are ideals, never demands', () => {
  assert.deepEqual(cameraConstraints({ resolution: '720p', frameRate: 24 }), {
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 24 },
  });
});

test('user and environment are sides of a phone, anything else is a device', () => {
  assert.deepEqual(cameraConstraints({ camera: 'environment' }).facingMode, { ideal: 'environment' });
  assert.deepEqual(cameraConstraints({ camera: 'user' }).facingMode, { ideal: 'user' });
  assert.deepEqual(cameraConstraints({ camera: 'abc' }).deviceId, { exact: 'abc' });
  assert.deepEqual(microphoneConstraints({ microphone: 'user' }).deviceId, { exact: 'user' });
});

test('default, none and nothing name no device', () => {
  for (const wish of [undefined, '', 'default', 'none']) {
    assert.equal(cameraConstraints({ camera: wish }).deviceId, undefined);
    assert.equal(microphoneConstraints({ microphone: wish }).deviceId, undefined);
  }
});

test('the microphone is cleaned of echo and noise by default', () => {
  assert.deepEqual(microphoneConstraints({}), {
    echoCancellation: { ideal: true },
    noiseSuppression: { ideal: true },
    autoGainControl: { ideal: true },
  });
});

for (const claim of ['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const) {
  test(`${claim} is switched off by itself, and as a wish`, () => {
    assert.deepEqual(microphoneConstraints({ [claim]: false }), {
      ...microphoneConstraints({}),
      [claim]: { ideal: false },
    });
    assert.deepEqual(microphoneConstraints({ [claim]: true }), microphoneConstraints({}));
  });
}

test('the voice is isolated only where that was asked for', () => {
  assert.deepEqual(microphoneConstraints({ voiceIsolation: true }).voiceIsolation, { ideal: true });
  for (const wishes of [{}, { voiceIsolation: false }]) {
    assert.ok(!('voiceIsolation' in microphoneConstraints(wishes)));
  }
});

test('what is done to the sound is a trait, which a running track cannot be given', () => {
  const traits = (wishes: DeviceWishes) => traitsOf(microphoneConstraints(wishes));
  for (const wishes of [{ noiseSuppression: false }, { autoGainControl: false }, { voiceIsolation: true }]) {
    assert.notEqual(traits(wishes), traits({}));
  }
  assert.equal(traitsOf(cameraConstraints({ resolution: '720p' })), traitsOf(cameraConstraints({})));
});

test('relaxed constraints keep the device as a wish', () => {
  assert.deepEqual(relaxed(microphoneConstraints({ microphone: 'abc' })).deviceId, { ideal: 'abc' });
  const free = cameraConstraints({});
  assert.equal(relaxed(free), free);
});

test('the right to turn and zoom is asked for where it is wished for, and nowhere else', () => {
  const { pan, tilt, zoom } = cameraConstraints({ panTiltZoom: true });
  assert.deepEqual({ pan, tilt, zoom }, { pan: true, tilt: true, zoom: true });
  // An asked-for right is another capture: a browser grants it by no other way.
  assert.notEqual(traitsOf(cameraConstraints({ panTiltZoom: true })), traitsOf(cameraConstraints({})));
  for (const name of ['pan', 'tilt', 'zoom']) assert.equal(name in cameraConstraints({}), false);
});
