import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QUALITY_STEPS } from './quality-steps.js';
import { pictureEncoding, soundEncoding, type PictureEncodingOptions } from './sender-parameters.js';

const encoding = (options: Partial<PictureEncodingOptions> = {}) =>
  pictureEncoding({
    track: { width: 640, height: 360 },
    wish: undefined,
    step: QUALITY_STEPS[0],
    limitKbps: undefined,
    isScreen: false,
    ...options,
  });

describe('encodings', () => {
  it('send everything where nobody wants less', () => {
    assert.deepEqual(encoding(), {
      active: true,
      scaleResolutionDownBy: 1,
      maxFramerate: undefined,
      maxBitrate: undefined,
      keepsPixels: false,
    });
  });

  it('send what fills the tile, whichever of its sides is the longer', () => {
    assert.equal(encoding({ wish: { width: 160, height: 90 } }).scaleResolutionDownBy, 4);
    assert.equal(encoding({ wish: { width: 90, height: 180 } }).scaleResolutionDownBy, 2);
    assert.equal(encoding({ wish: { width: 1280, height: 720 } }).scaleResolutionDownBy, 1);
    assert.equal(encoding({ wish: { width: 600, height: 340 } }).scaleResolutionDownBy, 1, 'hardly less');
  });

  it('never send less than 72 lines, nor anything to whom shows nothing', () => {
    assert.equal(encoding({ wish: { width: 20, height: 10 } }).scaleResolutionDownBy, 5);
    assert.equal(encoding({ wish: { width: 0, height: 0 } }).active, false);
  });

  it('spend on a small picture what it is worth, and never starve it', () => {
    assert.equal(encoding({ wish: { width: 320, height: 180, frameRate: 20 } }).maxBitrate, 230_000);
    assert.equal(encoding({ wish: { width: 160, height: 90, frameRate: 15 } }).maxBitrate, 120_000);
    assert.equal(encoding({ wish: { width: 320, height: 180 }, isScreen: true }).maxBitrate, undefined);
  });

  it('keep to the least of what page, step and wish allow', () => {
    const both = encoding({ step: QUALITY_STEPS[2], limitKbps: 100, wish: { width: 320, height: 180, frameRate: 5 } });
    const { keepsPixels, ...limits } = both;
    assert.deepEqual(limits, { active: true, scaleResolutionDownBy: 2, maxFramerate: 5, maxBitrate: 100_000 });
    assert.ok(keepsPixels, 'what is small stays what it is');
    assert.equal(encoding({ step: QUALITY_STEPS[2], limitKbps: 900 }).maxBitrate, 250_000);
  });

  it('take frames of a screen and leave it its pixels', () => {
    const screen = encoding({ step: QUALITY_STEPS[2], limitKbps: 2_500, isScreen: true });
    const { keepsPixels, ...limits } = screen;
    assert.deepEqual(limits, { active: true, scaleResolutionDownBy: 1, maxFramerate: 15, maxBitrate: 2_500_000 });
    assert.ok(keepsPixels);
  });

  it('send sound to the last', () => {
    assert.ok(QUALITY_STEPS.every((step) => soundEncoding(step, undefined).active));
    assert.equal(soundEncoding(QUALITY_STEPS[5], 64).maxBitrate, 16_000);
    assert.equal(soundEncoding(QUALITY_STEPS[4], 64).maxBitrate, 64_000);
  });
});
