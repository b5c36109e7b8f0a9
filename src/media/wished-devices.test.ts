import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChosenDevices } from './chosen-devices.js';
import { WishedDevices } from './wished-devices.js';

function wished(): WishedDevices {
  return new WishedDevices(new ChosenDevices(() => ({ getItem: () => null, setItem: () => undefined })));
}

describe('what is picked in a room', () => {
  it('and taken back takes back nothing else that was picked meanwhile', () => {
    const wishes = wished();
    const takeBack = wishes.pick({ camera: 'first', microphone: 'first' });
    wishes.pick({ camera: 'second', noiseSuppression: false });
    takeBack();
    assert.deepEqual(wishes.current, { camera: 'second', noiseSuppression: false });
  });

  it('is as before when all that was picked since is taken back, in whatever order', () => {
    const wishes = wished();
    wishes.pick({ camera: 'mine' });
    const takeBack = [wishes.pick({ camera: 'first' }), wishes.pick({ camera: 'second' })];
    for (const take of takeBack) take();
    assert.deepEqual(wishes.current, { camera: 'mine' });
  });

  it('gives way to what the page says after it, also if that gives way to nothing', () => {
    const wishes = wished();
    const takeBack = wishes.pick({ camera: 'mine' });
    wishes.say({ camera: 'the page’s' });
    takeBack();
    assert.equal(wishes.current.camera, 'the page’s');
    wishes.pick({ camera: 'mine again' });
    wishes.say({ camera: 'the page’s', microphone: 'the page’s' });
    assert.equal(wishes.current.camera, 'mine again');
  });
});
