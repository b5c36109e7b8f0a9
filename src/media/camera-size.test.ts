import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { CameraSize } from './camera-size.js';

function fitted(t: TestContext): { readonly size: CameraSize; readonly heights: () => number[] } {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  const heights: number[] = [];
  return {
    size: new CameraSize(({ height }) => heights.push(height), lifetime.signal),
    heights: () => heights.splice(0),
  };
}

describe('the size of a camera', () => {
  it('rises at once with the largest tile', (t) => {
    const { size, heights } = fitted(t);
    size.fit(180);
    size.fit(400);
    size.fit(4_000);
    assert.deepEqual(heights(), [720, 1080]);
  });

  it('comes down when less has been enough for ten seconds, however often that is said', (t) => {
    const { size, heights } = fitted(t);
    size.fit(720);
    heights();
    for (let seconds = 0; seconds < 10; seconds += 2) {
      size.fit(360);
      t.mock.timers.tick(2_000);
    }
    assert.deepEqual(heights(), [360]);
  });

  it('stays when more is wanted again meanwhile', (t) => {
    const { size, heights } = fitted(t);
    size.fit(720);
    heights();
    size.fit(360);
    t.mock.timers.tick(9_000);
    size.fit(720);
    size.fit(360);
    t.mock.timers.tick(9_000);
    assert.deepEqual(heights(), []);
    t.mock.timers.tick(1_000);
    assert.deepEqual(heights(), [360]);
  });
});
