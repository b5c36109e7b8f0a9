import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { rtcElements } from './index.js';
import { connect, join, testConfig } from './testing/app-under-test.js';

test('a Fastify app that has the plugin keeps its own routes and carries rooms', { timeout: 20_000 }, async (t) => {
  const app = Fastify();
  t.after(() => app.close());
  app.get('/own', () => 'own');
  await app.register(rtcElements, testConfig());
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const [a, b] = [await connect(t, url), await connect(t, url)];
  await join(a, 'tea', { displayName: 'Ada' });
  const { snapshot } = await join(b, 'tea');
  assert.deepEqual(
    snapshot.members.map(({ displayName }) => displayName),
    ['Ada', ''],
  );
  assert.equal((await app.inject('/own')).body, 'own');
});
