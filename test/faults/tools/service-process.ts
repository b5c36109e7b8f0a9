import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';

const MAIN = fileURLToPath(new URL('../../../server/main.js', import.meta.url));

/** The service as an operator runs it: a process of its own, always at the same port, that can be ended in every way. */
export class ServiceProcess {
  readonly port: number;
  /** What it is run by, if not by itself: `ip netns exec`, say. */
  readonly #runner: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #printed = '';

  private constructor(port: number, environment: Readonly<Record<string, string>>, runner: readonly string[]) {
    this.port = port;
    this.#runner = runner;
    this.#environment = environment;
  }

  /** Started, ready, and ended with the test. Without `RTC_REDIS_URL` its rooms are in a folder of its own. */
  static async start(
    t: TestContext,
    environment: Readonly<Record<string, string>> = {},
    runner: readonly string[] = [],
  ): Promise<ServiceProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'rtc-state-'));
    const service = new ServiceProcess(await freePort(), { RTC_STATE_DIR: folder, ...environment }, runner);
    t.after(async () => {
      await service.kill();
      await rm(folder, { recursive: true });
      assert.equal(service.#printed, '', 'the service had an error that nobody caught');
    });
    await service.up();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, or starts it again with what it had kept. Resolves when it is ready for visitors. */
  async up(): Promise<void> {
    const { PATH } = process.env;
    const [program, ...given] = [...this.#runner, process.execPath, '--enable-source-maps', MAIN];
    const child = spawn(program, given, {
      env: {
        ...{ PATH, PORT: String(this.port), HOST: '127.0.0.1', RTC_STUN_PORT: '0', RTC_LOG_LEVEL: 'fatal' },
        ...this.#environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    const exited = once(child, 'exit').then(([code]) => assert.fail(`the service ended (${code}): ${this.#printed}`));
    const listening = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          if (text.includes(' is at ')) resolve();
          else this.#printed += text;
        });
      }
    });
    // It ends some day, and by our hand: only before it listened is that a failure.
    exited.catch(() => undefined);
    await Promise.race([listening, exited]);
  }

  /** Asks it to end and resolves when it has. */
  async terminate(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it the hard way. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Whether it says that it takes visitors. */
  async isReady(): Promise<boolean> {
    const response = await fetch(`${this.url}/ready`).catch(() => null);
    return response?.ok === true;
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
