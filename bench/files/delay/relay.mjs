// Passes UDP packets on after so many milliseconds, in order and none lost; a process of its own. Argument: the delay.
//
// Every address that somebody receives at gets a port here that stands for it: who sends there reaches it late, and seems
// to come from the port that stands for the sender.
import { createSocket } from 'node:dgram';
import { constants, setPriority } from 'node:os';
import { setImmediate } from 'node:timers';

const HOST = '127.0.0.1';
/** As much as the system gives: a late turn of this process must not lose what came meanwhile. */
const BUFFER_BYTES = 4_194_304;
/** 50 Mbit/s each way. Without a limit the pages would compete for the processor, and lose packets by that. */
const BYTES_PER_MS = 6_250;
/** A data channel's socket has room for 57 packets in Chromium, and loses the rest. */
const MOST_AT_ONCE_BYTES = 16_384;
const TURN_MS = 0.2;

const delayMs = Number(process.argv[2]);
const never = new Int32Array(new SharedArrayBuffer(4));
const standIns = new Map();

/** The way to one address, and what stands for it. */
class StandIn {
  #socket = createSocket('udp4');
  #target;
  /** On their way, the oldest first. */
  #underWay = [];
  #isRunning = false;
  #roomBytes = 0;
  #atMs = 0;

  constructor(target) {
    this.#target = target;
    this.#socket.on('message', (packet, from) => this.#pass(packet, from));
    this.port = new Promise((resolve) => {
      this.#socket.bind(0, HOST, () => {
        this.#socket.setRecvBufferSize(BUFFER_BYTES);
        this.#socket.setSendBufferSize(BUFFER_BYTES);
        resolve(this.#socket.address().port);
      });
    });
  }

  send(packet, { address, port }) {
    this.#socket.send(packet, port, address);
  }

  #pass(packet, from) {
    const source = standIns.get(keyOf(from));
    // Nobody has been told where this one receives, so it asks for what cannot be answered, and asks again by itself.
    if (source === undefined) return;
    this.#underWay.push({ packet, source, dueAt: performance.now() + delayMs });
    if (!this.#isRunning) this.#arrive();
  }

  /** What is due, as far as the wire carries it; the rest with the next turn. */
  #arrive() {
    const now = performance.now();
    this.#roomBytes = Math.min(MOST_AT_ONCE_BYTES, this.#roomBytes + (now - this.#atMs) * BYTES_PER_MS);
    this.#atMs = now;
    let arrived = 0;
    for (const { packet, source, dueAt } of this.#underWay) {
      if (dueAt > now || this.#roomBytes <= 0) break;
      this.#roomBytes -= packet.byteLength;
      source.send(packet, this.#target);
      arrived += 1;
    }
    this.#underWay = this.#underWay.slice(arrived);
    this.#isRunning = this.#underWay.length > 0;
    if (!this.#isRunning) return;
    const waitMs = this.#underWay[0].dueAt - now;
    if (waitMs > 2) setTimeout(() => this.#arrive(), waitMs - 1);
    else setImmediate(() => this.#arriveSoon());
  }

  /** Timers of Node know whole milliseconds, in which more comes than a browser's socket has room for. */
  #arriveSoon() {
    Atomics.wait(never, 0, 0, TURN_MS);
    this.#arrive();
  }
}

function keyOf({ address, port }) {
  return `${address}:${port}`;
}

function standInFor(target) {
  const standIn = standIns.get(keyOf(target)) ?? new StandIn(target);
  standIns.set(keyOf(target), standIn);
  return standIn;
}

try {
  // A wire waits for no processor.
  setPriority(constants.priority.PRIORITY_HIGHEST);
} catch {
  console.error('The relay may not run before others: look at the round trips that were measured.');
}
process.on('message', async ({ id, target }) => {
  process.send({ id, port: await standInFor(target).port });
});
process.on('disconnect', () => process.exit());
process.send('ready');
