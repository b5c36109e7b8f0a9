import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PAUSED_STEP, QUALITY_STEPS, QualityLadder, type QualityLook } from './quality-steps.js';

const look = (verdict: QualityLook['verdict'], availableKbps = 10_000): QualityLook => ({ verdict, availableKbps });

function take(ladder: QualityLadder, count: number, verdict: QualityLook['verdict'], availableKbps?: number): number[] {
  return Array.from({ length: count }, () => {
    ladder.look(look(verdict, availableKbps));
    return ladder.step;
  });
}

describe('quality steps', () => {
  it('give up pictures before sound', () => {
    for (const [index, { video, maxAudioKbps }] of QUALITY_STEPS.entries()) {
      assert.equal(video, index < PAUSED_STEP);
      if (video) assert.equal(maxAudioKbps, undefined);
    }
  });

  it('go down when it stays bad, not for one look', () => {
    const ladder = new QualityLadder();
    assert.deepEqual(take(ladder, 1, 'bad'), [0]);
    assert.deepEqual(take(ladder, 1, 'good'), [0]);
    assert.deepEqual(take(ladder, 4, 'bad'), [0, 1, 1, 2]);
  });

  it('pause pictures within two looks when it is terrible', () => {
    assert.deepEqual(take(new QualityLadder(), 2, 'terrible'), [2, PAUSED_STEP]);
  });

  it('go up one at a time, and from the worst to the best within twelve looks', () => {
    const ladder = new QualityLadder();
    take(ladder, 4, 'terrible');
    assert.equal(ladder.step, QUALITY_STEPS.length - 1);
    const steps = take(ladder, 12, 'good');
    assert.equal(steps.at(-1), 0);
    assert.ok(steps.every((step, index) => index === 0 || (steps[index - 1] ?? 0) - step <= 1));
  });

  it('try a step that failed later and later', () => {
    const ladder = new QualityLadder();
    take(ladder, 2, 'bad');
    const waits = [1, 2, 3].map(() => {
      let looks = 0;
      while (ladder.step === 1) looks += take(ladder, 1, 'good').length;
      take(ladder, 2, 'bad');
      return looks;
    });
    assert.deepEqual(waits, [2, 4, 8]);
  });

  it('wait for the estimate to allow a better step, but not for ever', () => {
    const ladder = new QualityLadder();
    take(ladder, 2, 'terrible');
    assert.deepEqual(take(ladder, 5, 'good', 60), [4, 4, 4, 4, 3]);
  });

  it('never pass the worst step that was allowed', () => {
    const ladder = new QualityLadder(PAUSED_STEP - 1);
    take(ladder, 20, 'terrible');
    assert.equal(ladder.step, PAUSED_STEP - 1);
  });
});
