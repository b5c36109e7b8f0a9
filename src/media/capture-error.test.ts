import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureError, insecureContext } from './capture-error.js';

const refusal = (name: string, message = '') => new DOMException(message, name);

for (const [name, code] of [
  ['NotAllowedError', 'media/denied'],
  ['SecurityError', 'media/denied'],
  ['NotFoundError', 'media/missing'],
  ['NotReadableError', 'media/busy'],
  ['AbortError', 'media/busy'],
  ['OverconstrainedError', 'media/over-constrained'],
  ['NotSupportedError', 'media/failed'],
  ['InvalidStateError', 'media/failed'],
] as const) {
  test(`a device's ${name} is ${code}, with a hint and its cause`, () => {
    const cause = refusal(name);
    const error = captureError(cause, 'camera');
    assert.equal(error.code, code);
    assert.equal(error.cause, cause);
    assert.match(error.message, /camera/);
    assert.notEqual(error.hint, '');
  });
}

test('an OverconstrainedError that is no Error is still understood', () => {
  assert.equal(captureError({ name: 'OverconstrainedError' }, 'camera').code, 'media/over-constrained');
});

test('a rejection of any shape is media/failed', () => {
  for (const cause of [undefined, null, 'no', 7, { name: 3 }]) {
    assert.equal(captureError(cause, 'microphone').code, 'media/failed');
  }
});

test('a dismissed screen picker is media/cancelled, which is only information', () => {
  const error = captureError(refusal('NotAllowedError', 'Permission denied'), 'screen');
  assert.equal(error.code, 'media/cancelled');
  assert.equal(error.severity, 'info');
});

test('a screen the system or the policy forbids is media/denied', () => {
  for (const message of [
    'Permission denied by system',
    'Access to the feature "display-capture" is disallowed by permissions policy.',
  ]) {
    assert.equal(captureError(refusal('NotAllowedError', message), 'screen').code, 'media/denied');
  }
});

test('a screen asked for without a gesture hints at the gesture', () => {
  assert.match(captureError(refusal('InvalidStateError'), 'screen').hint, /click/);
});

test('an insecure page is told what would make it secure', () => {
  assert.match(insecureContext().hint, /https.*localhost/);
});

test('a question that was closed is dismissed, which is not denied', () => {
  const error = captureError(refusal('NotAllowedError'), 'camera', { by: 'nobody' });
  assert.equal(error.code, 'media/dismissed');
  assert.match(error.hint, /Try again/);
});

test('a policy’s refusal names the header, and in a frame its attribute', () => {
  const features = ['camera', 'microphone'];
  const own = captureError(refusal('NotAllowedError'), 'camera and microphone', {
    by: 'policy',
    features,
    framed: false,
  });
  assert.equal(own.code, 'media/blocked');
  assert.match(own.hint, /Permissions-Policy: camera=\(self\), microphone=\(self\)/);
  const framed = captureError(refusal('NotAllowedError'), 'screen', {
    by: 'policy',
    features: ['display-capture'],
    framed: true,
  });
  assert.match(framed.hint, /allow="display-capture"/);
});
