/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2). */
const ROUNDS = constants(64, (prime) => Math.cbrt(prime));

/** The same of square roots, for the first eight (§5.3.3). */
const START = constants(8, (prime) => Math.sqrt(prime));

/** SHA-256 (FIPS 180-4), on the page's own thread. */
export function sha256Here(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const state = START.slice();
  const whole = bytes.length - (bytes.length % 64);
  const tail = paddedTail(bytes.subarray(whole), bytes.length);
  const schedule = new Uint32Array(64);
  for (let at = 0; at < whole; at += 64) mix(state, schedule, new DataView(bytes.buffer, bytes.byteOffset + at, 64));
  for (let at = 0; at < tail.length; at += 64) mix(state, schedule, new DataView(tail.buffer, at, 64));
  const hash = new DataView(new ArrayBuffer(32));
  state.forEach((value, index) => hash.setUint32(index * 4, value));
  return new Uint8Array(hash.buffer);
}

/** The rest, a one bit, zeros, and the length in bits (§5.1.1). */
function paddedTail(rest: Uint8Array, totalBytes: number): Uint8Array<ArrayBuffer> {
  const tail = new Uint8Array(rest.length < 56 ? 64 : 128);
  tail.set(rest);
  tail[rest.length] = 0x80;
  const length = new DataView(tail.buffer, tail.length - 8);
  length.setUint32(0, Math.floor(totalBytes / 0x2000_0000));
  length.setUint32(4, totalBytes * 8);
  return tail;
}

/** One block of 64 bytes (§6.2.2), with the standard's own letters. */
function mix(state: Uint32Array, w: Uint32Array, block: DataView): void {
  for (let t = 0; t < 16; t += 1) w[t] = block.getUint32(t * 4);
  for (let t = 16; t < 64; t += 1) {
    const [early, late] = [word(w, t - 15), word(w, t - 2)];
    const s0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    w[t] = word(w, t - 16) + s0 + word(w, t - 7) + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t += 1) {
    const chosen = (e & f) ^ (~e & g);
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + chosen + word(ROUNDS, t) + word(w, t)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((sum, index) => (state[index] = word(state, index) + sum));
}

function word(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function turn(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

function constants(count: number, root: (prime: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return Uint32Array.from(primes, (prime) => (root(prime) % 1) * 0x1_0000_0000);
}
