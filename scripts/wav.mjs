const RATE = 48_000;
const HEADER_BYTES = 44;

/**
 * A WAV file of one channel, 48 kHz, 16 bits, for Chromium's `--use-file-for-fake-audio-capture`, which plays it over and over.
 * `sampleAt` tells the value (−32,768…32,767) at so many seconds; without it there is silence.
 */
export function wavOf(seconds, sampleAt = () => 0) {
  const count = RATE * seconds;
  const bytes = Buffer.alloc(HEADER_BYTES + count * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(count * 2, 40);
  for (let index = 0; index < count; index += 1) {
    bytes.writeInt16LE(Math.round(sampleAt(index / RATE)), HEADER_BYTES + index * 2);
  }
  return bytes;
}
