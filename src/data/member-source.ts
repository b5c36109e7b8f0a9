import { BlockIntake } from './block-intake.js';
import type { BlockLayout } from './block-layout.js';
import type { BlockMap, BlockRange } from './block-map.js';
import { RequestWindow } from './request-window.js';

/** Who was asked and gave nothing for so long is not waited for. */
const STALLED_MS = 4_000;

export interface MemberSourceOptions {
  /** Tells people apart; everybody in the room has the same. */
  readonly userId: string;
  /** What this person has. */
  readonly map: BlockMap;
  readonly layout: BlockLayout;
  readonly want: (blocks: BlockRange[]) => void;
}

/** Somebody who received blocks of a file and passes them on. Believed only where the sender has told the hash. */
export class MemberSource {
  readonly userId: string;
  readonly map: BlockMap;
  readonly want: (blocks: BlockRange[]) => void;
  readonly intake: BlockIntake;
  readonly window: RequestWindow;
  #heardAtMs = performance.now();

  constructor({ userId, map, layout, want }: MemberSourceOptions) {
    this.userId = userId;
    this.map = map;
    this.want = want;
    this.intake = new BlockIntake(layout);
    this.window = new RequestWindow(layout.blockBytes, this.#heardAtMs);
  }

  /** Something came, or was asked of somebody who owed nothing. */
  heard(): void {
    this.#heardAtMs = performance.now();
  }

  get isStalled(): boolean {
    return this.intake.open.size > 0 && performance.now() - this.#heardAtMs > STALLED_MS;
  }
}
