import { after, test } from 'node:test';
import { Stage } from '../../e2e/stage.js';
import { MissedLines } from '../tools/missed-lines.js';
import { within } from '../tools/within.js';

const stage = await Stage.open();
after(() => stage.close());

test('100 events while the line is down: delivered once and in order when it is back', async (t) => {
  const missed = await MissedLines.begin(stage, t);
  const { proxy, talker } = missed;
  proxy.down();
  await within(
    1_000,
    'both to be suspended',
    () => online(talker.roster),
    (count) => count === 1,
  );
  await missed.say();
  proxy.up();
  const levelMs = await missed.untilHeard(12_000);
  await missed.assertComplete();
  t.diagnostic(`level ${levelMs} ms after the line was back`);
});

test('a line that is cut is resumed within a second', async (t) => {
  const { proxy, talker, raw } = await MissedLines.begin(stage, t);
  const before = talker.events.length;
  proxy.cut();
  const changes = () =>
    talker.events.slice(before).map((event) => event.type === 'participant-changed' && event.member.presence);
  // Away and back, for each of the two.
  const tookMs = await within(
    1_000,
    'both to be back',
    changes,
    (all) => all.length === 4 && online(talker.roster) === 3,
  );
  t.diagnostic(`back after ${tookMs} ms; the raw socket after ${raw.absencesMs.join()} ms`);
});

function online({ members }: { readonly members: readonly { readonly presence: string }[] }): number {
  return members.filter(({ presence }) => presence === 'online').length;
}
