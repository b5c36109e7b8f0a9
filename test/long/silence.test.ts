import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { CHROMIUM_FLAGS } from '#scripts/browser.mjs';
import { wavOf } from '#scripts/wav.mjs';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';
import { visitor, type Visitor } from '../e2e/visitor.js';

const folder = await mkdtemp(join(tmpdir(), 'rtc-silence-'));
const file = join(folder, 'silence.wav');
await writeFile(file, wavOf(1));
const stage = await Stage.open({ flags: [...CHROMIUM_FLAGS, `--use-file-for-fake-audio-capture=${file}`] });
after(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

interface Count {
  /** Packets of sound that were sent. */
  readonly packets: number;
  /** Seconds of sound the microphone has given: on a busy machine less than the clock says, but still a packet each 20 ms. */
  readonly seconds: number;
}

function sent(person: Visitor): Promise<Count> {
  return person.run(async () => {
    const [other] = window.room.state.participants.filter(({ self }) => !self);
    const report = await window.room.connectionTo(other?.userId ?? '')?.getStats();
    const count = { packets: 0, seconds: 0 };
    report?.forEach((entry: RTCOutboundRtpStreamStats & { totalSamplesDuration?: number }) => {
      if (entry.kind !== 'audio') return;
      if (entry.type === 'outbound-rtp') count.packets += entry.packetsSent ?? 0;
      else if ((entry.type as string) === 'media-source') count.seconds += entry.totalSamplesDuration ?? 0;
    });
    return count;
  }, null);
}

/** Packets for each second of sound that one of two people sends the other. */
async function rate(t: TestContext, name: string, options: Record<string, unknown>): Promise<number> {
  const [ada, ben] = [await visitor(stage, t), await visitor(stage, t)];
  for (const person of [ada, ben]) await person.join({ name, session: 'audio', ...options });
  const later = (since: Count, more: number): Promise<Count> =>
    until(
      `${more} s more of sound`,
      () => sent(ada),
      ({ packets, seconds }) => packets > 0 && seconds - since.seconds >= more,
    );
  // What the echo canceller and the noise suppression learn in the first seconds is sound, too.
  const first = await later(await later({ packets: 0, seconds: 0 }, 0), 4);
  const last = await later(first, 4);
  return (last.packets - first.packets) / (last.seconds - first.seconds);
}

test('the silence of a microphone is not sent, unless everything is to be sent in full or the page says so', async (t) => {
  const [usual, full, told] = await Promise.all([
    rate(t, 'usual', {}),
    rate(t, 'full', { quality: 'full' }),
    rate(t, 'told', { codecs: 'audio=opus/no-dtx' }),
  ]);
  assert.ok(usual > 1 && usual < 10, `${usual} packets a second`);
  for (const packets of [full, told]) assert.ok(packets > 45, `${packets} packets a second`);
});
