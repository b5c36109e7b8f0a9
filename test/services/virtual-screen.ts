import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { findXvfb } from '#scripts/xvfb.mjs';

/** A screen without a monitor: what a browser with a window needs on a machine that has none. */
export class VirtualScreen {
  /** Pixels. */
  static readonly width = 800;
  static readonly height = 600;
  /** Such as `:1`. */
  readonly display: string;
  readonly #server: ChildProcess;

  private constructor(display: string, server: ChildProcess) {
    this.display = display;
    this.#server = server;
  }

  static async open(): Promise<VirtualScreen> {
    // It chooses a free number and writes it to the fourth stream once it can be used.
    const parameters = [
      '-displayfd',
      '3',
      '-screen',
      '0',
      `${VirtualScreen.width}x${VirtualScreen.height}x24`,
      '-nolisten',
      'tcp',
    ];
    const server = spawn(await findXvfb(), parameters, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const failed = once(server, 'exit').then(() => Promise.reject(new Error('Xvfb ended before it could be used.')));
    const [chunk] = (await Promise.race([once(server.stdio[3] as Readable, 'data'), failed])) as [Buffer];
    failed.catch(() => undefined);
    return new VirtualScreen(`:${chunk.toString().trim()}`, server);
  }

  async close(): Promise<void> {
    const ended = once(this.#server, 'exit');
    this.#server.kill();
    await ended;
  }
}
