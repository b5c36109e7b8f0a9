import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { turnServer } from '../../server/ice/turn-credentials.js';
import { Coturn } from './coturn.js';
import { TurnClient } from './turn-client.js';

const TIMEOUT = { timeout: 60_000 };
const OLD = 'old-old-old-old-old-old-old-old-old';
const NEW = 'new-new-new-new-new-new-new-new-new';
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const QUOTA_REACHED = 486;

/** What a participant is given who signs with the first of `secrets`, `ago` seconds ago. */
function credential(secrets: readonly [string, ...string[]], { subject = 'ada', ago = 0 } = {}) {
  return turnServer({ urls: [], secrets, ttlSeconds: 600 }, subject, Date.now() - ago * 1_000);
}

test(
  'coturn takes a credential of ours until it expires, and none that somebody made up or changed',
  TIMEOUT,
  async (t) => {
    const { port } = await Coturn.start(t, { secrets: [NEW] });
    const good = credential([NEW]);
    const answers: [string, { username?: string | undefined; credential?: string | undefined }, number | null][] = [
      ['ours', good, null],
      ['a minute before its end', credential([NEW], { ago: 540 }), null],
      ['expired', credential([NEW], { ago: 660 }), UNAUTHORIZED],
      ['another secret', credential([OLD]), UNAUTHORIZED],
      ['for somebody else', { ...good, username: good.username?.replace('ada', 'eve') }, UNAUTHORIZED],
      ['for longer', { ...good, username: `9${good.username ?? ''}` }, UNAUTHORIZED],
      ['without a signature', { ...good, credential: '' }, UNAUTHORIZED],
    ];
    for (const [what, shown, expected] of answers) {
      const client = await TurnClient.open(t, port, shown);
      assert.equal(await client.allocate(), expected, what);
    }
  },
);

test('secrets are replaced without a moment in which credentials are refused', TIMEOUT, async (t) => {
  const [onlyOld, both, onlyNew] = await Promise.all([
    Coturn.start(t, { secrets: [OLD] }),
    Coturn.start(t, { secrets: [OLD, NEW] }),
    Coturn.start(t, { secrets: [NEW] }),
  ]);
  // RTC_TURN_SECRET, and the servers that may be met while it has this value, or had until just now.
  const steps = [
    { secrets: [OLD], servers: [onlyOld, both] },
    { secrets: [OLD, NEW], servers: [onlyOld, both] },
    { secrets: [NEW, OLD], servers: [both, onlyNew] },
    { secrets: [NEW], servers: [both, onlyNew] },
  ] as const;
  for (const { secrets, servers } of steps) {
    for (const { port } of servers) {
      const client = await TurnClient.open(t, port, credential(secrets));
      assert.equal(await client.allocate(), null, secrets.join());
    }
  }
  const late = await TurnClient.open(t, onlyNew.port, credential([OLD, NEW]));
  assert.equal(await late.allocate(), UNAUTHORIZED, 'the first one signs');
});

test(
  'what docs/running.md tells to write for coturn lets nobody into a network of its own, and has quotas',
  TIMEOUT,
  async (t) => {
    const lines = documentedRules();
    const { port } = await Coturn.start(t, { secrets: [NEW], lines });
    const own = credential([NEW]);
    const [four, six] = await Promise.all([TurnClient.open(t, port, own), TurnClient.open(t, port, own)]);
    assert.deepEqual([await four.allocate(4), await six.allocate(6)], [null, null]);
    const forbidden = [
      ...['0.0.0.0', '10.1.2.3', '100.64.1.1', '100.127.255.255', '127.0.0.1', '127.8.9.10', '169.254.169.254'],
      ...['172.16.0.1', '172.31.255.255', '192.0.0.8', '192.168.1.1', '198.18.0.1', '198.19.255.255', '224.0.0.1'],
      ...['239.255.255.250', '240.0.0.1', '255.255.255.255'],
      ...[
        '::',
        '::1',
        '::ffff:127.0.0.1',
        '::ffff:10.0.0.1',
        '64:ff9b::a00:1',
        'fc00::1',
        'fdff::1',
        'fe80::1',
        'ff02::1',
      ],
    ];
    const answers: [string, number | null][] = [];
    for (const address of forbidden)
      answers.push([address, await (address.includes(':') ? six : four).permit(address)]);
    assert.deepEqual(
      answers.filter(([, answer]) => answer !== FORBIDDEN),
      [],
    );
    assert.deepEqual(
      [await four.permit('198.51.100.7'), await six.permit('2001:db8::7')],
      [null, null],
      'others are let',
    );

    const quota = Number(/^user-quota=(\d+)$/m.exec(lines.join('\n'))?.[1]);
    assert.ok(quota > 2);
    for (let index = 2; index < quota; index += 1) {
      // A new credential is no way around it: the quota is the participant's.
      const more = await TurnClient.open(t, port, credential([NEW], { ago: index }));
      assert.equal(await more.allocate(), null);
    }
    const surplus = await TurnClient.open(t, port, credential([NEW], { ago: 100 }));
    assert.equal(await surplus.allocate(), QUOTA_REACHED);
    const other = await TurnClient.open(t, port, credential([NEW], { subject: 'ben' }));
    assert.equal(await other.allocate(), null);
  },
);

/** The lines of the documented configuration that say what is allowed; addresses, certificates and secrets are the site's. */
function documentedRules(): readonly string[] {
  const page = readFileSync(new URL('../../../docs/running.md', import.meta.url), 'utf8');
  const block = /```ini\n(use-auth-secret[^]*?)```/.exec(page)?.[1] ?? '';
  const rules = block
    .split('\n')
    .filter((line) =>
      /^(denied-peer-ip|no-multicast-peers|no-tcp-relay|user-quota|total-quota|stale-nonce)/.test(line),
    );
  assert.ok(rules.length >= 18, 'the configuration is in the page');
  assert.ok(!block.includes('allow-loopback-peers'));
  return rules;
}
