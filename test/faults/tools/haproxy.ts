import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { findHaproxy } from '#scripts/haproxy.mjs';
import { freePort } from './free-port.js';
import type { ServiceProcess } from './service-process.js';

/** A real HAProxy in front of several nodes, told by `/ready` which of them take visitors. */
export class Haproxy {
  readonly #port: number;
  readonly #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.#port = port;
    this.#process = process;
  }

  /** Takes connections when it resolves; ends with the test. */
  static async start(t: TestContext, nodes: readonly ServiceProcess[]): Promise<Haproxy> {
    const program = await findHaproxy();
    const folder = await mkdtemp(join(tmpdir(), 'rtc-haproxy-'));
    const port = await freePort();
    await writeFile(join(folder, 'haproxy.cfg'), configuration(port, nodes));
    // -db: in the foreground, so that it ends by our hand.
    const child = spawn(program, ['-db', '-q', '-f', join(folder, 'haproxy.cfg')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const proxy = new Haproxy(port, child);
    t.after(async () => {
      await proxy.#stop();
      await rm(folder, { recursive: true });
    });
    await proxy.#answering();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async #answering(): Promise<void> {
    for (;;) {
      const response = await fetch(`${this.url}/ready`).catch(() => null);
      if (response?.ok === true) return;
      if (this.#process.exitCode !== null) throw new Error('HAProxy did not start');
    }
  }

  async #stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }
}

/** As one would write it for production, but for the times, which are shorter. */
function configuration(port: number, nodes: readonly ServiceProcess[]): string {
  return `
global
  maxconn 2000
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  # A node that refuses a connection is down before the next check says so: another one takes it.
  option redispatch 1
  retries 3
frontend service
  bind 127.0.0.1:${port}
  default_backend nodes
backend nodes
  balance leastconn
  option httpchk GET /ready
  option forwardfor
  default-server check inter 500ms fall 1 rise 1
${nodes.map((node, index) => `  server node${index} 127.0.0.1:${node.port}`).join('\n')}
`;
}
