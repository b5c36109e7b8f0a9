import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { inboundFlows, nameOf } from '../../e2e/flows.js';
import type { Visitor } from '../../e2e/visitor.js';

/**
 * Lets an outage last `seconds`, in each of which every flow between `people` must go on: one camera decoded and one
 * microphone received from each of the others.
 */
export async function flowThrough(people: readonly Visitor[], seconds: number): Promise<void> {
  let before = await countFlows(people);
  assert.equal(before.size, people.length * (people.length - 1) * 2);
  for (let second = 1; second <= seconds; second += 1) {
    await delay(1_000);
    const now = await countFlows(people);
    const stuck = [...before].filter(([name, count]) => (now.get(name) ?? 0) <= count);
    assert.deepEqual(stuck, [], `flows that stood still in second ${second}`);
    before = now;
  }
}

async function countFlows(people: readonly Visitor[]): Promise<ReadonlyMap<string, number>> {
  const flows = await Promise.all(people.map((person) => inboundFlows(person)));
  return new Map(flows.flatMap((own, to) => own.map((flow) => [`${nameOf(flow)} to ${to}`, flow.count] as const)));
}
