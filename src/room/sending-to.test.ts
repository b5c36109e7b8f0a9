import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SenderParameters } from '../peer/sender-parameters.js';
import { reportOf } from '../peer/stats.js';
import { SendingTo } from './sending-to.js';

const RULES = { bandwidth: {}, processorStep: 0, isFull: false, codecs: '' } as const;
const LOOK_MS = 2_000;

/** A connection that goes by `way` and has lost so much of its pictures. */
function report(way: string, loss: number) {
  const entries = [
    { id: 'T', type: 'transport', selectedCandidatePairId: way },
    { id: way, type: 'candidate-pair', availableOutgoingBitrate: 2_000_000 },
    { id: 'O', type: 'outbound-rtp', kind: 'video', remoteId: 'RI' },
    { id: 'RI', type: 'remote-inbound-rtp', fractionLost: loss },
  ];
  return reportOf(new Map(entries.map((entry) => [entry.id, entry])));
}

/** What is looked at every two seconds, and what step that leads to. */
class Watched {
  readonly sending = new SendingTo(new SenderParameters());
  now = 10_000;

  sees(looks: number, way: string, loss: number): number {
    for (let look = 0; look < looks; look += 1) {
      this.now += LOOK_MS;
      this.sending.look(report(way, loss), this.now);
    }
    return this.sending.step(RULES);
  }
}

test('what gets lost for long is a bad line, and costs the pictures', () => {
  const watched = new Watched();
  assert.equal(watched.sees(2, 'P1', 0.01), 0);
  assert.ok(watched.sees(3, 'P1', 0.4) >= 4);
});

test('what was lost with a way that is gone costs nothing; what gets lost on the new one does', () => {
  const watched = new Watched();
  watched.sees(2, 'P1', 0);
  assert.equal(watched.sees(3, 'P2', 0.6), 0);
  assert.ok(watched.sees(2, 'P2', 0.4) > 0);
});

test('what was lost while the page had no network costs nothing, whatever way it goes by', () => {
  const watched = new Watched();
  watched.sees(2, 'P1', 0);
  watched.sending.moved(watched.now);
  assert.equal(watched.sees(2, 'P1', 0.6), 0);
  assert.equal(watched.sees(4, 'P1', 0), 0);
});

test('what was lost while the other page had no network costs nothing either, from when that is known', () => {
  const watched = new Watched();
  watched.sees(2, 'P1', 0);
  watched.sending.attend(false, watched.now);
  assert.equal(watched.sees(1, 'P1', 0.6), 0);
  watched.sending.attend(true, watched.now);
  assert.equal(watched.sees(2, 'P1', 0.6), 0);
  watched.sending.attend(true, watched.now);
  assert.ok(watched.sees(2, 'P1', 0.4) > 0, 'still there is no news');
});

test('a first way, and one of a connection made anew, are looked at from the start', () => {
  const watched = new Watched();
  assert.ok(watched.sees(1, 'P1', 0.4) > 0);
  const again = new Watched();
  again.sees(1, 'P1', 0);
  again.sending.renew();
  assert.ok(again.sees(1, 'P2', 0.4) > 0);
});
