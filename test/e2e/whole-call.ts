import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { untilSeenAndHeard } from './flows.js';
import type { Stage } from './stage.js';
import { member, type Visitor } from './visitor.js';

/** A call of `size` people, each in a browser window of its own: all of them see and hear all others, and know their names. */
export async function wholeCall(stage: Stage, t: TestContext, size: number): Promise<void> {
  const people: Visitor[] = [];
  for (let index = 0; index < size; index += 1) {
    people.push(await member(stage, t, { name: `call of ${size}`, displayName: `Person ${index}` }));
  }
  await Promise.all(people.map((person) => person.untilConnected(size - 1)));
  await Promise.all(
    people.map((person) =>
      untilSeenAndHeard(
        person,
        people.filter((other) => other !== person),
      ),
    ),
  );
  for (const [index, person] of people.entries()) {
    const { participants } = await person.state();
    assert.deepEqual(
      participants.map(({ displayName }) => displayName).sort(),
      people.map((_, other) => `Person ${other}`),
    );
    assert.equal(participants[0]!.displayName, `Person ${index}`, 'oneself first');
  }
}
