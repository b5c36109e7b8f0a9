import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { launch } from 'puppeteer-core';
import { CHROMIUM_FLAGS, findChromium } from '#scripts/browser.mjs';
import { findStunClient } from '#scripts/coturn.mjs';
import { findFirefox } from '#scripts/firefox.mjs';
import type { IceServer } from '../../src/protocol/index.js';
import { build, connect, join } from '../../server/testing/app-under-test.js';
import { freeStunPort } from '../../server/stun/testing/free-stun-port.js';

const run = promisify(execFile);

test('coturn’s own client learns its address from the service, over IPv4 and IPv6', { timeout: 60_000 }, async (t) => {
  const stunPort = await freeStunPort();
  await build(t, { stunPort, host: '::' });
  const program = await findStunClient();
  for (const [address, told] of [
    ['127.0.0.1', /UDP reflexive addr: 127\.0\.0\.1:\d+/],
    ['::1', /UDP reflexive addr: \[?::1\]?:\d+/],
  ] as const) {
    const { stdout } = await run(program, ['-p', String(stunPort), address]);
    assert.match(stdout, told);
  }
});

/** What somebody is told who is let in by a service that answers STUN itself. */
async function servers(t: TestContext): Promise<readonly IceServer[]> {
  const { url } = await build(t, { stunPort: await freeStunPort(), host: '127.0.0.1' });
  const { iceServers } = await join(await connect(t, url), 'tea');
  assert.equal(iceServers.length, 1);
  return iceServers;
}

interface Gathered {
  readonly types: (string | null)[];
  readonly errors: string[];
}

/** In the page: everything a connection with these servers gathers. */
async function gather(iceServers: readonly IceServer[]): Promise<Gathered> {
  const connection = new RTCPeerConnection({ iceServers: iceServers as RTCIceServer[] });
  connection.createDataChannel('');
  const gathered: Gathered = { types: [], errors: [] };
  const done = new Promise<void>((resolve) => {
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate === null) resolve();
      else if (candidate.candidate !== '') gathered.types.push(candidate.type);
    });
  });
  connection.addEventListener('icecandidateerror', ({ errorCode, url }) => gathered.errors.push(`${errorCode} ${url}`));
  await connection.setLocalDescription();
  await done;
  connection.close();
  return gathered;
}

// Both take a page that captures nothing for one that need not know the machine's own addresses, and show it the one that
// STUN told, although on one machine that is no other.
test('Chromium gathers a server-reflexive candidate from the service', { timeout: 60_000 }, async (t) => {
  const iceServers = await servers(t);
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
  t.after(() => browser.close());
  const { types, errors } = await (await browser.newPage()).evaluate(gather, iceServers);
  assert.deepEqual(errors, []);
  assert.ok(types.includes('srflx'), types.join());
});

test('Firefox gathers a server-reflexive candidate from the service', { timeout: 60_000 }, async (t) => {
  const iceServers = await servers(t);
  const browser = await launch({
    ...{ browser: 'firefox', executablePath: await findFirefox(), headless: true },
    extraPrefsFirefox: { 'media.peerconnection.ice.loopback': true },
  });
  t.after(() => browser.close());
  const { types, errors } = await (await browser.newPage()).evaluate(gather, iceServers);
  assert.deepEqual(errors, []);
  assert.ok(types.includes('srflx'), types.join());
});
