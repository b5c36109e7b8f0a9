import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findNft } from '#scripts/nft.mjs';
import { Networks } from '../faults/tools/networks.js';

const run = promisify(execFile);

/** What a strict firewall does to one network of a test: nothing goes out by UDP. */
export class PacketFilter {
  readonly #command: readonly [program: string, ...given: string[]];

  private constructor(command: readonly [string, ...string[]]) {
    this.#command = command;
  }

  /** Drops all UDP that leaves the namespace, and counts what of it was for `port`. It ends with the namespace. */
  static async withoutUdp(namespace: string, port: number): Promise<PacketFilter> {
    const filter = new PacketFilter(Networks.in(namespace, await findNft()));
    await filter.#nft(
      'add table inet strict',
      'add chain inet strict out { type filter hook output priority 0; }',
      `add rule inet strict out udp dport ${port} counter drop`,
      'add rule inet strict out meta l4proto udp drop',
    );
    return filter;
  }

  /** Packets for the port that came to nothing so far. */
  async dropped(): Promise<number> {
    const rules = await this.#nft('list chain inet strict out');
    return Number(/counter packets (\d+)/.exec(rules)?.[1] ?? 0);
  }

  async #nft(...lines: readonly string[]): Promise<string> {
    const [program, ...given] = this.#command;
    const { stdout } = await run(program, [...given, lines.join('; ')]);
    return stdout;
  }
}
