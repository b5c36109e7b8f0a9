import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { buildApp } from '../app.js';
import { testConfig } from '../testing/app-under-test.js';

const SOURCE = 'export const answer = 42;\n'.repeat(50);
const CHUNK = '/chunks/file-engine-Ab3_xY9-.js';

/** An app with a small build to serve; nothing listens. */
async function buildWithDist(t: TestContext) {
  const distDir = mkdtempSync(join(tmpdir(), 'rtc-dist-'));
  mkdirSync(join(distDir, 'chunks'));
  mkdirSync(join(distDir, 'types'));
  const write = (path: string, body: string | Buffer) => {
    writeFileSync(join(distDir, path), body);
  };
  write('rtc-elements.js', SOURCE);
  write('rtc-elements.js.br', brotliCompressSync(SOURCE));
  write('rtc-elements.js.gz', gzipSync(SOURCE));
  write('rtc-elements.js.map', '{}');
  write('core.js', 'export {};');
  write(CHUNK, 'export {};');
  write('manifest.json', '{}');
  write('types/index.d.ts', '');
  const app = await buildApp(testConfig({ distDir, demoDir: join(distDir, 'none') }));
  t.after(async () => {
    await app.close();
    rmSync(distDir, { recursive: true });
  });
  return app;
}

test('a bundle may be loaded by any page, and is asked for again each time', async (t) => {
  const app = await buildWithDist(t);
  const { statusCode, headers, body } = await app.inject('/rtc-elements.js');
  assert.equal(statusCode, 200);
  assert.equal(body, SOURCE);
  assert.equal(headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(headers['access-control-allow-origin'], '*');
  assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
  assert.equal(headers['cache-control'], 'no-cache');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers.vary, 'Accept-Encoding');
});

test('each encoding is served as the build made it, with a strong tag of its own', async (t) => {
  const app = await buildWithDist(t);
  const get = (encoding: string) => app.inject({ url: '/rtc-elements.js', headers: { 'accept-encoding': encoding } });
  const [br, gzip, plain] = [await get('gzip, deflate, br'), await get('gzip, br;q=0'), await get('identity')];
  assert.equal(br.headers['content-encoding'], 'br');
  assert.equal(brotliDecompressSync(br.rawPayload).toString(), SOURCE);
  assert.equal(gzip.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(gzip.rawPayload).toString(), SOURCE);
  assert.equal(plain.headers['content-encoding'], undefined);
  const tags = [br, gzip, plain].map(({ headers }) => String(headers.etag));
  assert.equal(new Set(tags).size, 3);
  for (const tag of tags) assert.match(tag, /^"[^"]+"$/);
});

test('what the visitor has already is not sent again', async (t) => {
  const app = await buildWithDist(t);
  const get = (tag: string) => app.inject({ url: '/rtc-elements.js', headers: { 'if-none-match': tag } });
  const etag = String((await app.inject('/rtc-elements.js')).headers.etag);
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const { statusCode, body, headers } = await get(tag);
    assert.deepEqual([statusCode, body, headers.etag, headers.vary], [304, '', etag, 'Accept-Encoding'], tag);
  }
  assert.equal((await get('"other"')).statusCode, 200);
});

test('a compressed copy is not current for somebody who asks for another encoding', async (t) => {
  const app = await buildWithDist(t);
  const etag = String((await app.inject('/rtc-elements.js')).headers.etag);
  const headers = { 'if-none-match': etag, 'accept-encoding': 'br' };
  assert.equal((await app.inject({ url: '/rtc-elements.js', headers })).statusCode, 200);
});

test('HEAD answers as GET does, without the body', async (t) => {
  const app = await buildWithDist(t);
  const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url: '/rtc-elements.js' });
  assert.deepEqual([statusCode, body, headers['content-length']], [200, '', String(SOURCE.length)]);
  assert.ok(headers.etag);
});

test('a chunk named by its content is kept for ever; a file without a compressed copy is sent as it is', async (t) => {
  const app = await buildWithDist(t);
  const { headers, body } = await app.inject({ url: CHUNK, headers: { 'accept-encoding': 'br, gzip' } });
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(headers['content-encoding'], undefined);
  assert.equal(body, 'export {};');
});

test('source maps are JSON', async (t) => {
  const app = await buildWithDist(t);
  assert.equal((await app.inject('/rtc-elements.js.map')).headers['content-type'], 'application/json');
});

test('nothing else of the build is served', async (t) => {
  const app = await buildWithDist(t);
  for (const url of [
    '/types/index.d.ts',
    '/manifest.json',
    '/rtc-elements.js.br',
    '/chunks/',
    '/chunks/../manifest.json',
  ]) {
    assert.equal((await app.inject(url)).statusCode, 404, url);
  }
});

test('without a build the service starts all the same', async (t) => {
  const app = await buildApp(testConfig({ distDir: '/nowhere', demoDir: '/nowhere' }));
  t.after(() => app.close());
  assert.equal((await app.inject('/rtc-elements.js')).statusCode, 404);
});
