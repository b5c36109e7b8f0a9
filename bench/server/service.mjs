import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const reporting = fileURLToPath(new URL('reporting.mjs', import.meta.url));

/** A service as a process of its own, which tells what it has used. */
export class Service {
  #child;

  constructor(child, url) {
    this.#child = child;
    this.url = url;
  }

  /** Runs a program of Node that prints its origin on the first line with one. Rejects when it ends before that. */
  static start(file, { args = [], environment = {} } = {}) {
    return new Promise((resolve, reject) => {
      const child = fork(file, args, {
        env: { ...process.env, PORT: '0', HOST: '127.0.0.1', RTC_LOG_LEVEL: 'silent', ...environment },
        execArgv: ['--expose-gc', '--import', reporting],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      let complaint = '';
      child.stderr.setEncoding('utf8').on('data', (text) => (complaint = (complaint + text).slice(-2_000)));
      child.once('exit', (code) => reject(new Error(`${file} ended with ${code}. ${complaint}`)));
      createInterface(child.stdout).on('line', (line) => {
        const url = /http:\S+/.exec(line)?.[0];
        if (url !== undefined) resolve(new Service(child, url.replace('localhost', '127.0.0.1')));
      });
    });
  }

  get isAlive() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** `{ cpuMs, rss, heapUsed }`, bytes after collecting garbage. */
  async usage() {
    this.#child.send('usage');
    const [usage] = await once(this.#child, 'message');
    return usage;
  }

  async stop() {
    if (!this.isAlive) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
