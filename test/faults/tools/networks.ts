import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where the service listens, whichever way one comes from. */
export const SERVICE_ADDRESS = '10.99.9.1';

const WAYS = [
  { own: '10.99.1.2', router: '10.99.1.1' },
  { own: '10.99.2.2', router: '10.99.2.1' },
] as const;

/** Whether this process may make networks: it is root, and there is `ip`. */
export async function mayMakeNetworks(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  return run('ip', ['netns', 'list']).then(
    () => true,
    () => false,
  );
}

/**
 * Two networks that nothing else is on: in one the service and everybody who stays, in the other somebody who moves from one
 * way to it to another, as a laptop does from a cable to a wireless network. They end with the test.
 */
export class Networks {
  /** Namespace of the service and of everybody who stays. */
  readonly staying: string;
  /** Namespace of whoever moves. */
  readonly moving: string;
  #way = 0;

  private constructor(name: string) {
    this.staying = `${name}-s`;
    this.moving = `${name}-m`;
  }

  static async create(t: TestContext): Promise<Networks> {
    const networks = new Networks(`rtc${randomBytes(3).toString('hex')}`);
    const { staying, moving } = networks;
    await ip('netns', 'add', staying);
    await ip('netns', 'add', moving);
    t.after(async () => {
      await ip('netns', 'del', moving);
      await ip('netns', 'del', staying);
    });
    await ip('-n', staying, 'link', 'set', 'lo', 'up');
    await ip('-n', moving, 'link', 'set', 'lo', 'up');
    await ip('-n', staying, 'addr', 'add', `${SERVICE_ADDRESS}/32`, 'dev', 'lo');
    for (const [way, { router }] of WAYS.entries()) {
      await ip('-n', staying, 'link', 'add', `s${way}`, 'type', 'veth', 'peer', 'name', `m${way}`, 'netns', moving);
      await ip('-n', staying, 'addr', 'add', `${router}/24`, 'dev', `s${way}`);
      await ip('-n', staying, 'link', 'set', `s${way}`, 'up');
    }
    // Who stays has a network at all times, of which nothing changes.
    await ip('-n', staying, 'link', 'add', 'own', 'type', 'veth', 'peer', 'name', 'end');
    await ip('-n', staying, 'link', 'set', 'end', 'up');
    await ip('-n', staying, 'addr', 'add', '10.99.8.1/24', 'dev', 'own');
    await ip('-n', staying, 'link', 'set', 'own', 'up');
    await networks.#up();
    return networks;
  }

  /** What to run something in a namespace by, and what that is. */
  static in(namespace: string, ...command: readonly string[]): readonly [string, ...string[]] {
    return ['ip', 'netns', 'exec', namespace, ...command];
  }

  /** One network is gone, address and all, and the other is there. */
  async move(): Promise<void> {
    await this.leave();
    this.#way = (this.#way + 1) % WAYS.length;
    await this.#up();
  }

  /** The network is gone and no other is there. */
  async leave(): Promise<void> {
    const device = `m${this.#way}`;
    await ip('-n', this.moving, 'addr', 'flush', 'dev', device);
    await ip('-n', this.moving, 'link', 'set', device, 'down');
  }

  /** Of whoever moves, where it is now. */
  get address(): string {
    return WAYS[this.#way]!.own;
  }

  /** The network that was left is back. */
  async comeBack(): Promise<void> {
    await this.#up();
  }

  async #up(): Promise<void> {
    const device = `m${this.#way}`;
    const { own, router } = WAYS[this.#way]!;
    await ip('-n', this.moving, 'addr', 'add', `${own}/24`, 'dev', device);
    await ip('-n', this.moving, 'link', 'set', device, 'up');
    await ip('-n', this.moving, 'route', 'add', 'default', 'via', router);
  }
}

async function ip(...given: string[]): Promise<void> {
  await run('ip', given);
}
