import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Haproxy } from '../faults/tools/haproxy.js';
import { RawMember } from '../faults/tools/raw-member.js';
import { installation } from '../faults/tools/redis-nodes.js';
import { within } from '../faults/tools/within.js';

const NODES = 3;

test('who is ejected by an owner on another node is out at once, and a ban holds on every node', async (t) => {
  const { nodes } = await installation(t, NODES, { environment: { RTC_TRUST_PROXY: '1' } });
  const { url } = await Haproxy.start(t, nodes);
  const [one, two, three] = nodes.map((node) => node.url) as [string, string, string];
  const room = 'power';
  const owner = await RawMember.join(t, two, room);
  const witness = await RawMember.join(t, three, room);
  const outOfLine = await RawMember.join(t, one, room);
  const elsewhere = await RawMember.join(t, one, room);
  const gone = (who: RawMember) => async () => {
    const people = [owner, witness].map(({ roster }) => roster.members.map(({ userId }) => userId));
    return { ended: who.ended, seen: people.some((ids) => ids.includes(who.userId)) };
  };

  await owner.ask('member:eject', { room, userId: outOfLine.userId, ban: false });
  await within(1_000, 'the ejected to be out', gone(outOfLine), ({ ended, seen }) => ended === 'ejected' && !seen);
  // Not banned: it may come back, by any node.
  await outOfLine.enter();
  await owner.ask('member:eject', { room, userId: outOfLine.userId, ban: true });
  await within(1_000, 'the banned to be out', gone(outOfLine), ({ seen }) => !seen);
  for (const server of [one, two, three, url]) {
    const tab = new RawMember(server, room, { visitor: outOfLine.visitor });
    t.after(() => tab.disconnect());
    await assert.rejects(tab.enter(), { message: 'room/banned' }, server);
  }
  // Somebody else at the same node is none the worse for it.
  assert.deepEqual([elsewhere.ended, elsewhere.isIn], [null, true]);
  assert.deepEqual(
    [owner, witness, elsewhere].flatMap(({ complaints }) => complaints),
    [],
  );
});
