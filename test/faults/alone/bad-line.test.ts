import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { untilSeenAndHeard } from '../../e2e/flows.js';
import { Stage } from '../../e2e/stage.js';
import { Visitor } from '../../e2e/visitor.js';
import { BadLine } from '../tools/bad-line.js';
import { listen, reception, type Reception } from '../tools/reception.js';

const stage = await Stage.open();
after(() => stage.close());

/** A call of two, one of whom has a line that can become bad. */
async function call(t: TestContext): Promise<{ line: BadLine; away: Visitor; other: Visitor }> {
  const pages: Page[] = [];
  for (let index = 0; index < 2; index += 1) pages.push(await stage.page(t, 'controller.html'));
  const [first, second] = pages as [Page, Page];
  const line = await BadLine.of(first);
  const [away, other] = [Visitor.on(first), Visitor.on(second)];
  for (const person of [away, other]) await person.join({ name: t.name, resolution: '360p', frameRate: 15 });
  await Promise.all([untilSeenAndHeard(away, [other]), untilSeenAndHeard(other, [away])]);
  for (const person of [away, other]) await person.run(listen, null);
  return { line, away, other };
}

function written({ audioPacketsPerSecond, concealed, videoKbps, framesPerSecond }: Reception): string {
  const share = `${(concealed * 100).toFixed(1)} % concealed`;
  return `${Math.round(audioPacketsPerSecond)} packets of sound/s, ${share}, ${Math.round(videoKbps)} kbit/s and ${framesPerSecond.toFixed(1)} frames/s of picture`;
}

/** What the page has been told of its connection since the call was up. */
function told(person: Visitor): Promise<{ state: string; quality: number }[]> {
  return person.run(
    () =>
      window.heard
        .filter(({ type }) => type === 'rtc-connection-change')
        .map(({ detail }) => ({ state: String(detail['state']), quality: Number(detail['quality']) })),
    null,
  );
}

/** In which steps this one's picture has given way to the line, one after the other. */
function gaveWay(person: Visitor): Promise<unknown[]> {
  return person.run(() => {
    const changes = window.heard.filter(({ type }) => type === 'rtc-quality-change').map(({ detail }) => detail);
    return changes.filter(({ reason }) => reason === 'network').map(({ picture }) => picture);
  }, null);
}

test(
  '5 of 100 packets are lost, then 10: the connection stays, and little of the sound is missing',
  { timeout: 90_000 },
  async (t) => {
    const { line, away, other } = await call(t);
    const before = (await Promise.all([told(away), told(other)])).map(({ length }) => length);
    for (const lossPercent of [5, 10]) {
      await line.become({ lossPercent });
      for (const one of await Promise.all([reception(away, 8_000), reception(other, 8_000)])) {
        t.diagnostic(`${lossPercent} %: ${written(one)}`);
        assert.ok(one.audioPacketsPerSecond > 30, written(one));
        assert.ok(one.concealed < 0.02 + lossPercent / 50, written(one));
      }
    }
    for (const [index, person] of [away, other].entries()) {
      const states = (await told(person)).slice(before[index]).map(({ state }) => state);
      assert.ok(
        states.every((state) => state === 'connected'),
        states.join(' '),
      );
    }
  },
);

test(
  '20 of 100 packets are lost for a minute: the sound goes on, the picture gives way first, and the line is told to be poor',
  { timeout: 180_000 },
  async (t) => {
    const { line, away, other } = await call(t);
    const good = await reception(other, 5_000);
    await line.become({ lossPercent: 20 });
    for (let look = 0; look < 4; look += 1) {
      const both = await Promise.all([reception(away, 15_000), reception(other, 15_000)]);
      for (const one of both) {
        t.diagnostic(`after ${(look + 1) * 15} s: ${written(one)}`);
        assert.ok(one.audioPacketsPerSecond > 20, written(one));
      }
      if (look === 3) assert.ok(both[1].videoKbps < good.videoKbps, `${written(both[1])} of ${written(good)}`);
    }
    const worst = (await Promise.all([told(away), told(other)])).map((list) =>
      Math.min(...list.map(({ quality }) => quality)),
    );
    t.diagnostic(`worst quality told: ${worst.join(' and ')}`);
    const steps = await Promise.all([gaveWay(away), gaveWay(other)]);
    t.diagnostic(`pictures gave way: ${steps.map((list) => list.join(', ')).join(' and ')}`);
    for (const [first] of steps) assert.equal(first, 'reduced');
    assert.ok(Math.min(...worst) <= 1, `poor: ${worst.join(' ')}`);
    for (const person of [away, other]) assert.equal((await person.state()).participants.length, 2);
  },
);

test(
  'a line of 150 kbit/s: the sound is kept, and the picture gives way within 10 s',
  { timeout: 120_000 },
  async (t) => {
    const { line, away, other } = await call(t);
    const good = await reception(other, 5_000);
    await line.become({ kbps: 150 });
    await reception(other, 10_000);
    const narrow = await reception(other, 5_000);
    t.diagnostic(`before: ${written(good)}; narrow: ${written(narrow)}`);
    assert.ok(narrow.videoKbps < Math.min(120, good.videoKbps), written(narrow));
    assert.ok(narrow.audioPacketsPerSecond > 30, written(narrow));
    assert.notEqual((await gaveWay(away)).length, 0, 'the picture was made smaller for the line');
    await line.become({});
    t.diagnostic(`in the 30 s after its end: ${written(await reception(other, 30_000))}`);
    assert.equal((await away.state()).participants.length, 2);
  },
);
