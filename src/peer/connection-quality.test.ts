import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectionQuality, networkLook, processorLook, SteadyQuality } from './connection-quality.js';
import { reportOf, type RawStats } from './stats.js';

/** What Chromium says of a connection, as far as it is read. */
function stats(parts: {
  readonly loss?: number;
  readonly roundTrip?: number;
  readonly available?: number;
  readonly limitedBy?: string;
  readonly target?: number;
  readonly active?: boolean;
  readonly relay?: boolean;
}): RawStats {
  const {
    loss = 0,
    roundTrip = 0.02,
    available = 2_000_000,
    limitedBy = 'none',
    relay = false,
    target = 0,
    active,
  } = parts;
  const entries = [
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P', srtpCipher: 'AES_CM_128_HMAC_SHA1_80' },
    {
      id: 'P',
      type: 'candidate-pair',
      localCandidateId: 'L',
      remoteCandidateId: 'R',
      currentRoundTripTime: roundTrip,
      availableOutgoingBitrate: available,
    },
    { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp', address: '127.0.0.1', port: 4_000 },
    { id: 'R', type: 'remote-candidate', candidateType: relay ? 'relay' : 'host', protocol: 'udp' },
    {
      id: 'O',
      type: 'outbound-rtp',
      kind: 'video',
      mid: '1',
      remoteId: 'RI',
      qualityLimitationReason: limitedBy,
      targetBitrate: target,
      active,
    },
    { id: 'RI', type: 'remote-inbound-rtp', fractionLost: loss },
  ];
  return new Map(entries.map((entry) => [entry.id, entry]));
}

describe('connection quality', () => {
  it('is 4 on a good line, less with loss and delay, 0 without a way', () => {
    const quality = (parts: Parameters<typeof stats>[0]) => connectionQuality(reportOf(stats(parts)));
    assert.equal(quality({}), 4);
    assert.equal(quality({ roundTrip: 0.25 }), 3);
    assert.equal(quality({ loss: 0.05 }), 2);
    assert.equal(quality({ loss: 0.2 }), 1);
    assert.equal(quality({ roundTrip: 2 }), 1);
    assert.equal(connectionQuality(reportOf(new Map())), 0);
  });

  it('falls at once and rises when it holds', () => {
    const steady = new SteadyQuality();
    assert.deepEqual(
      ([4, 1, 4, 2, 3, 3, 4] as const).map((quality) => steady.take(quality)),
      [4, 1, 1, 2, 2, 3, 3],
    );
  });

  it('is relayed when either end is', () => {
    assert.equal(reportOf(stats({ relay: true })).transport.relayed, true);
    assert.equal(reportOf(stats({})).transport.relayed, false);
  });

  it('asks for less on loss, and on scarce bandwidth only where a picture suffers', () => {
    const verdict = (parts: Parameters<typeof stats>[0]) => networkLook(reportOf(stats(parts))).verdict;
    assert.equal(verdict({}), 'good');
    assert.equal(verdict({ loss: 0.05 }), 'fair');
    assert.equal(verdict({ loss: 0.2 }), 'bad');
    assert.equal(verdict({ loss: 0.4 }), 'terrible');
    assert.equal(verdict({ available: 60_000 }), 'good');
    assert.equal(verdict({ available: 60_000, limitedBy: 'bandwidth' }), 'terrible');
    assert.equal(verdict({ available: 200_000, limitedBy: 'bandwidth' }), 'bad');
    assert.equal(verdict({ available: 200_000, target: 100_000 }), 'good');
    assert.equal(verdict({ available: 200_000, target: 30_000 }), 'bad');
    assert.equal(verdict({ available: 2_000_000, target: 30_000 }), 'good');
  });

  it('believes nothing that was said of a picture before it was paused', () => {
    const paused = { available: 60_000, limitedBy: 'bandwidth', target: 30_000, loss: 0.4, active: false };
    assert.equal(networkLook(reportOf(stats(paused))).verdict, 'good');
    assert.equal(networkLook(reportOf(stats({ ...paused, active: true }))).verdict, 'terrible');
  });

  it('asks for less of a machine that is busy', () => {
    assert.equal(processorLook(reportOf(stats({ limitedBy: 'cpu' })).tracks).verdict, 'bad');
    assert.equal(processorLook(reportOf(stats({ limitedBy: 'bandwidth' })).tracks).verdict, 'good');
  });

  it('gives rates as kbit/s since the look before', () => {
    const at = (timestamp: number, bytesSent: number): RawStats => {
      const entries = { P: { id: 'P', type: 'candidate-pair', selected: true, timestamp, bytesSent } };
      return new Map(Object.entries(entries));
    };
    assert.equal(reportOf(at(3_000, 500_000), at(1_000, 250_000)).transport.sentKbps, 1_000);
    assert.equal(reportOf(at(3_000, 500_000)).transport.sentKbps, undefined);
    assert.equal(reportOf(at(3_000, 100), at(1_000, 250_000)).transport.sentKbps, undefined, 'counted anew');
  });
});
