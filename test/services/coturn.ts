import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findCoturn, findStunClient } from '#scripts/coturn.mjs';
import { freeStunPort } from '../../server/stun/testing/free-stun-port.js';
import { Networks } from '../faults/tools/networks.js';

const run = promisify(execFile);

export interface CoturnOptions {
  readonly secrets: readonly string[];
  /** More lines of its configuration; by default those that let it relay to this machine itself, which all tests are on. */
  readonly lines?: readonly string[];
  /** Where it listens and relays from; loopback by default. */
  readonly address?: string;
  /** The network it is in, if not that of the test. */
  readonly namespace?: string;
}

const ASK_INTERVAL_MS = 50;
/** Its answer takes no time; a question from before it listened gets none. */
const ANSWER_MS = 1_000;

/** Relays to loopback addresses are what the tests are made of; nobody else should allow them. */
const RELAY_TO_LOOPBACK = ['allow-loopback-peers'];

/** A real coturn, always at the same port. */
export class Coturn {
  readonly port: number;
  readonly #address: string;
  /** What its programs are run by: `ip netns exec`, or nothing. */
  readonly #runner: readonly string[];
  readonly #folder: string;
  readonly #lines: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number, { secrets, lines, address, namespace }: CoturnOptions) {
    this.port = port;
    this.#folder = folder;
    this.#address = address ?? '127.0.0.1';
    this.#runner = namespace === undefined ? [] : Networks.in(namespace);
    this.#lines = [...secrets.map((secret) => `static-auth-secret=${secret}`), ...(lines ?? RELAY_TO_LOOPBACK)];
  }

  /** Takes requests when it resolves; ends with the test. */
  static async start(t: TestContext, options: CoturnOptions): Promise<Coturn> {
    const folder = await mkdtemp(join(tmpdir(), 'rtc-coturn-'));
    const coturn = new Coturn(folder, await freeStunPort(), options);
    t.after(async () => {
      await coturn.kill();
      await rm(folder, { recursive: true });
    });
    await coturn.up();
    return coturn;
  }

  url(transport: 'udp' | 'tcp'): string {
    return `turn:${this.#address}:${this.port}?transport=${transport}`;
  }

  /** Starts it, or starts it again without what it relayed before. */
  async up(): Promise<void> {
    const file = join(this.#folder, 'turnserver.conf');
    await writeFile(file, [...this.#configuration(), ''].join('\n'));
    const [program, ...given] = [...this.#runner, await findCoturn(), '-c', file];
    const child = spawn(program, given, { stdio: 'ignore' });
    this.#process = child;
    await this.#answering(child);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** It does not say when it is ready, so it is asked until it answers. */
  async #answering(child: ChildProcess): Promise<void> {
    const stunClient = await findStunClient();
    const [program, ...given] = [...this.#runner, stunClient, '-p', String(this.port), this.#address];
    while (child.exitCode === null) {
      const isUp = await run(program, given, { timeout: ANSWER_MS }).then(
        () => true,
        () => false,
      );
      if (isUp) return;
      await delay(ASK_INTERVAL_MS);
    }
    throw new Error('coturn did not start');
  }

  #configuration(): readonly string[] {
    return [
      ...[`listening-ip=${this.#address}`, `listening-port=${this.port}`, `relay-ip=${this.#address}`, 'relay-ip=::1'],
      ...['use-auth-secret', 'realm=rtc-elements.test', 'no-cli', 'no-tls', 'no-dtls'],
      ...[`userdb=${join(this.#folder, 'db')}`, `pidfile=${join(this.#folder, 'pid')}`, 'log-file=stdout'],
      ...this.#lines,
    ];
  }
}
