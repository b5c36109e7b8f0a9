import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadConfig } from './config.js';
import type { Environment } from './config.js';

const SECRET = '0123456789abcdef0123456789abcdef';

function configOf(environment: Environment) {
  const loaded = loadConfig(environment);
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.join('\n'));
  return loaded.config;
}

function problemsOf(environment: Environment): readonly string[] {
  const loaded = loadConfig(environment);
  assert.ok(!loaded.ok, 'expected problems');
  return loaded.problems;
}

test('an empty environment is a local service on port 3000', () => {
  const { port, host, allowedOrigins, stunUrls, stunPort, turn, maxParticipants, logLevel, tls } = configOf({
    RTC_STUN_URLS: '',
    PORT: ' ',
  });
  assert.deepEqual(
    { port, host, allowedOrigins, stunUrls, stunPort, turn, maxParticipants, logLevel, tls },
    {
      port: 3000,
      host: 'localhost',
      allowedOrigins: 'local',
      stunUrls: [],
      stunPort: 3478,
      turn: null,
      maxParticipants: 500,
      logLevel: 'warn',
      tls: null,
    },
  );
});

test('every setting is read', () => {
  const config = configOf({
    PORT: '8080',
    HOST: '::',
    RTC_ALLOWED_ORIGINS: 'https://a.example, http://b.example:8000,',
    RTC_STUN_URLS: 'stun:stun.example:3478, stun:[2001:db8::1]:3478',
    RTC_STUN_PORT: '0',
    RTC_TURN_URLS: 'turn:turn.example:3478?transport=udp, turns:turn.example',
    RTC_TURN_SECRET: SECRET,
    RTC_TURN_TTL_SECONDS: '300',
    RTC_MAX_PARTICIPANTS: '12',
    RTC_LOG_LEVEL: 'debug',
    RTC_STATE_DIR: '/var/lib/rtc',
    RTC_REDIS_URL: 'redis://cache.example:6379/2',
    RTC_TRUST_PROXY: '1',
  });
  assert.equal(config.port, 8080);
  assert.equal(config.host, '::');
  assert.deepEqual(config.allowedOrigins, ['https://a.example', 'http://b.example:8000']);
  assert.deepEqual(config.stunUrls, ['stun:stun.example:3478', 'stun:[2001:db8::1]:3478']);
  assert.equal(config.stunPort, 0);
  const urls = ['turn:turn.example:3478?transport=udp', 'turns:turn.example'];
  assert.deepEqual(config.turn, { urls, secrets: [SECRET], ttlSeconds: 300 });
  assert.equal(config.maxParticipants, 12);
  assert.equal(config.logLevel, 'debug');
  assert.equal(config.stateDir, '/var/lib/rtc');
  assert.equal(config.redisUrl, 'redis://cache.example:6379/2');
  assert.equal(config.trustedProxies, 1);
  assert.equal(configOf({ RTC_ALLOWED_ORIGINS: '*' }).allowedOrigins, 'any');
});

test('everything wrong is reported at once, each by its name', () => {
  const problems = problemsOf({
    PORT: '70000',
    RTC_ALLOWED_ORIGINS: 'https://a.example/path',
    RTC_STUN_URLS: 'stun:ok.example,turn:relay.example',
    RTC_STUN_PORT: '-1',
    RTC_TURN_URLS: 'turn:ok.example,turn:relay.example?transport=tls',
    RTC_TURN_TTL_SECONDS: '5',
    RTC_MAX_PARTICIPANTS: '0',
    RTC_LOG_LEVEL: 'loud',
    RTC_ALOWED_ORIGINS: '*',
    TLS_CERT: '/nowhere/cert.pem',
  });
  const names = [
    'RTC_ALOWED_ORIGINS',
    'PORT',
    'RTC_ALLOWED_ORIGINS',
    'RTC_STUN_URLS.1',
    'RTC_STUN_PORT',
    'RTC_TURN_URLS.1',
    'RTC_TURN_TTL_SECONDS',
    'RTC_MAX_PARTICIPANTS',
    'RTC_LOG_LEVEL',
    'RTC_TURN_SECRET',
    'TLS_CERT',
    'TLS_KEY',
  ];
  assert.deepEqual(
    problems.map((problem) => problem.slice(0, problem.indexOf(':'))),
    names,
  );
});

for (const [name, values] of Object.entries({
  PORT: ['-1', '3000.5', '0x10', 'http', '1e3', '65536'],
  RTC_ALLOWED_ORIGINS: ['*, https://a.example', 'a.example', 'https://A.example', 'https://a.example/', 'null'],
  RTC_STUN_URLS: ['stun.example', 'stun:a b', 'http://stun.example', 'stun:'],
  RTC_STUN_PORT: ['65536', 'off'],
  RTC_TURN_TTL_SECONDS: ['59', '86401', '10m'],
  RTC_REDIS_URL: ['cache.example:6379', 'http://cache.example'],
  RTC_TRUST_PROXY: ['yes', '-1', '10', '127.0.0.1'],
  RTC_MAX_PARTICIPANTS: ['501', 'many', '-3', '1.5'],
})) {
  for (const value of values) {
    test(`${name}=${value} is a problem`, () => {
      assert.equal(problemsOf({ [name]: value }).length, 1);
    });
  }
}

for (const url of ['turn.example', 'stun:turn.example', 'turn:', 'turn:a b', 'turn:a?transport=sctp', 'turn:a?ttl=1']) {
  test(`RTC_TURN_URLS=${url} is a problem`, () => {
    assert.equal(problemsOf({ RTC_TURN_URLS: url, RTC_TURN_SECRET: SECRET }).length, 1);
  });
}

test('a TURN secret is one long enough, or two; what it is, is not said', () => {
  const RTC_TURN_URLS = 'turn:turn.example';
  const other = 'o'.repeat(32);
  assert.deepEqual(configOf({ RTC_TURN_URLS, RTC_TURN_SECRET: ` ${SECRET}, ${other}` }).turn?.secrets, [SECRET, other]);
  for (const wrong of ['too-short', SECRET.slice(1), `${SECRET},short`, `${SECRET},${SECRET},${SECRET}`, ',']) {
    const problems = problemsOf({ RTC_TURN_URLS, RTC_TURN_SECRET: wrong });
    assert.equal(problems.length, 1, wrong);
    assert.match(problems[0] ?? '', /^RTC_TURN_SECRET: must be a secret/);
    assert.ok(wrong === ',' || !problems[0]?.includes(wrong.slice(0, 9)), problems[0]);
  }
});

test('TURN servers are of no use without a secret, nor a secret without them', () => {
  assert.match(problemsOf({ RTC_TURN_URLS: 'turn:turn.example' }).join(), /^RTC_TURN_SECRET: .* together$/);
  assert.match(problemsOf({ RTC_TURN_SECRET: SECRET }).join(), /^RTC_TURN_URLS: .* together$/);
});

test('rooms are kept beside package.json unless told otherwise', () => {
  const { stateDir, redisUrl, trustedProxies } = configOf({});
  assert.equal(stateDir, fileURLToPath(new URL('../../.rtc-state', import.meta.url)));
  assert.deepEqual([redisUrl, trustedProxies], [null, 0]);
  assert.equal(configOf({ RTC_STATE_DIR: 'memory' }).stateDir, null);
});

test('other programs may have variables of their own', () => {
  configOf({ PATH: '/bin', npm_config_x: '1', ARTC_X: '1' });
});

test('certificate and key are read from their files', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rtc-config-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(cert, 'C');
  writeFileSync(key, 'K');
  assert.deepEqual(configOf({ TLS_CERT: cert, TLS_KEY: key }).tls, { cert: Buffer.from('C'), key: Buffer.from('K') });
});
