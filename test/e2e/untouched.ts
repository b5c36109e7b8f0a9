import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';

/** What pages/untouched.js says. */
interface Said {
  readonly refused?: string;
  readonly shared?: string;
  readonly heard?: boolean;
  readonly at?: readonly [number, number];
  readonly of?: 'play' | 'screen';
}

/** Longer than anything there takes on a machine that is busy. */
const TIMEOUT_MS = 30_000;

/**
 * What a page nobody has touched says in its console. No script is run in the page: browsers' debuggers make that count
 * as the visitor's own doing, and a page that was touched may do what one that was not may not.
 */
export class Untouched {
  readonly #said: Said[] = [];
  readonly #more = new EventEmitter();

  /** For each line of the console. */
  hear(line: string): void {
    if (!line.startsWith('{')) return;
    this.#said.push(JSON.parse(line) as Said);
    this.#more.emit('line');
  }

  get isHeard(): boolean {
    return this.#said.some(({ heard }) => heard === true);
  }

  async until(what: string, isMeant: (said: Said) => boolean): Promise<Said> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    for (;;) {
      const found = this.#said.find(isMeant);
      if (found !== undefined) return found;
      await once(this.#more, 'line', { signal }).catch(() =>
        assert.fail(`waited in vain for ${what}; what was said is ${JSON.stringify(this.#said)}`),
      );
    }
  }

  /** What is played is refused without a gesture. `click` is a real click at these pixels of the page. */
  async expectSoundToWait(click: (x: number, y: number) => Promise<void>): Promise<void> {
    const play = await this.#place('play');
    assert.equal(this.isHeard, false, 'sound before anybody has touched the page');
    await click(...play);
    await this.until('sound', ({ heard }) => heard === true);
  }

  /** The same for a screen to share, on a page opened with `&screen`. */
  async expectScreenToWait(click: (x: number, y: number) => Promise<void>): Promise<void> {
    await this.until('the screen refused', ({ refused }) => refused === 'media/failed');
    await click(...(await this.#place('screen')));
    await this.until('the screen shared', ({ shared }) => shared === 'screen');
  }

  async #place(of: 'play' | 'screen'): Promise<readonly [number, number]> {
    const { at } = await this.until(`a button for ${of}`, (said) => said.of === of);
    return at ?? [0, 0];
  }
}
