import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { VisitorIdentity } from './visitor-identity.js';

function storage(kept = new Map<string, string>()) {
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

const blocked = (): never => {
  throw new DOMException('denied', 'SecurityError');
};

test('the first connection has nothing to show, later ones what was issued, also after a visit', async () => {
  const keeping = storage();
  const identity = new VisitorIdentity('https://rtc.example', () => keeping);
  assert.deepEqual(await identity.show(), {});
  identity.issued('v1');
  assert.deepEqual(await identity.show(), { visitor: 'v1' });
  assert.deepEqual(await new VisitorIdentity('https://rtc.example', () => keeping).show(), { visitor: 'v1' });
});

test('a service is shown its own id only', async () => {
  const keeping = storage();
  new VisitorIdentity('https://one.example', () => keeping).issued('v1');
  assert.deepEqual(await new VisitorIdentity('https://two.example', () => keeping).show(), {});
});

test('a second connection waits for what the first is given', async () => {
  const identity = new VisitorIdentity('https://rtc.example', storage);
  await identity.show();
  const second = identity.show();
  identity.issued('v1');
  assert.deepEqual(await second, { visitor: 'v1' });
});

test('but not for ever', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const identity = new VisitorIdentity('https://rtc.example', () => storage());
  await identity.show();
  const second = identity.show();
  mock.timers.tick(2_000);
  assert.deepEqual(await second, {});
  mock.timers.reset();
});

test('where storage is blocked the id lasts as long as the page', async () => {
  const identity = new VisitorIdentity('https://rtc.example', blocked);
  await identity.show();
  identity.issued('v1');
  assert.deepEqual(await identity.show(), { visitor: 'v1' });
});
