import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { buildApp } from '../app.js';
import { testConfig } from '../testing/app-under-test.js';

async function buildWithDemo(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'rtc-demo-'));
  const demoDir = join(folder, 'demo');
  mkdirSync(join(demoDir, 'inner'), { recursive: true });
  writeFileSync(join(demoDir, 'index.html'), '<!doctype html><title>demo</title>');
  writeFileSync(join(demoDir, '.secret'), 'secret');
  writeFileSync(join(demoDir, 'inner', 'page.html'), '<!doctype html>');
  writeFileSync(join(folder, 'outside.txt'), 'secret');
  const app = await buildApp(testConfig({ demoDir }));
  t.after(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  return app;
}

test('the demo is at the root, under a strict policy', async (t) => {
  const app = await buildWithDemo(t);
  const { statusCode, headers } = await app.inject('/');
  assert.equal(statusCode, 200);
  assert.match(String(headers['content-type']), /^text\/html/);
  const policy = String(headers['content-security-policy']).split('; ');
  assert.ok(policy.includes("default-src 'self'"));
  assert.ok(policy.includes("require-trusted-types-for 'script'"));
  assert.ok(policy.includes("trusted-types lit-html rtc-elements 'allow-duplicates'"));
  assert.equal(headers['permissions-policy'], 'camera=(self), microphone=(self), display-capture=(self)');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'same-origin');
});

test('pages in folders are served, folders are not listed', async (t) => {
  const app = await buildWithDemo(t);
  assert.equal((await app.inject('/inner/page.html')).statusCode, 200);
  assert.ok((await app.inject('/inner/')).statusCode >= 400);
});

test('dot files and what is outside are not there', async (t) => {
  const app = await buildWithDemo(t);
  const urls = [
    '/.secret',
    '/%2esecret',
    '/../outside.txt',
    '/..%2foutside.txt',
    '/..%5coutside.txt',
    '/%2e%2e/outside.txt',
    '/.env',
  ];
  for (const url of urls) {
    const { statusCode, body } = await app.inject(url);
    assert.ok(statusCode === 404 || statusCode === 403, `${url}: ${String(statusCode)}`);
    assert.doesNotMatch(body, /secret/, url);
  }
});

test('a wrong request is told what is wrong, a fault of ours is not told at all', async (t) => {
  const app = await buildApp(testConfig({ demoDir: '/nowhere' }));
  t.after(() => app.close());
  app.get('/fault', () => {
    throw new Error('secret');
  });
  const fault = await app.inject('/fault');
  assert.deepEqual(
    [fault.statusCode, fault.json()],
    [500, { statusCode: 500, message: 'The service failed; it was not your fault.' }],
  );
  const missing = await app.inject('/no-such-page');
  assert.deepEqual([missing.statusCode, missing.json()], [404, { statusCode: 404, message: 'There is nothing here.' }]);
  assert.equal((await app.inject('/%zz')).statusCode, 400);
});
