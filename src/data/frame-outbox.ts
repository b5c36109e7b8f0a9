import { RtcError } from '../protocol/index.js';
import type { FileMessage } from '../protocol/file-message.js';
import type { BlockSupply } from './block-supply.js';
import type { DataLink } from './data-link.js';
import { FileTelling } from './file-telling.js';
import { LinkPace } from './link-pace.js';

/** Everything that goes to one person on the files channel: the supplies take turns by the frame. */
export class FrameOutbox {
  readonly #link: DataLink;
  readonly #telling: FileTelling;
  readonly #pace = new LinkPace();
  readonly #supplies = new Set<BlockSupply>();
  #running = false;

  constructor(link: DataLink) {
    this.#link = link;
    this.#telling = new FileTelling(link);
  }

  /** See `FileTelling.tell`. */
  tell(message: FileMessage): Promise<void> {
    return this.#telling.tell(message);
  }

  /** Sends what `supply` has; to be called again when it has something again. */
  serve(supply: BlockSupply): void {
    this.#supplies.add(supply);
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (let supply = this.#next(); supply !== undefined && !this.#link.signal.aborted; supply = this.#next()) {
        const frame = await supply.next(Math.min(this.#pace.frameBytes, this.#link.maxFrameBytes));
        if (frame !== undefined) await this.#send(frame);
      }
    } catch (error) {
      // The link is lost; whoever is supplied hears of it from the link.
      if (!(error instanceof RtcError)) throw error;
    } finally {
      this.#running = false;
      this.#pace.idle();
    }
  }

  /** The one that waits longest. */
  #next(): BlockSupply | undefined {
    for (const supply of this.#supplies) {
      this.#supplies.delete(supply);
      if (!supply.ready) continue;
      this.#supplies.add(supply);
      return supply;
    }
    return undefined;
  }

  async #send(frame: Uint8Array<ArrayBuffer>): Promise<void> {
    const startedMs = performance.now();
    await this.#link.sendFrame(frame);
    const nowMs = performance.now();
    const before = this.#pace.highWaterBytes;
    this.#pace.sent(frame.byteLength, nowMs - startedMs, nowMs);
    if (this.#pace.highWaterBytes !== before) this.#link.paceFrames(this.#pace.highWaterBytes);
  }
}
