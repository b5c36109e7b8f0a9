import type { FileMessage } from '../protocol/file-message.js';
import { MAX_BLOCKS } from './block-layout.js';
import type { MessageRate } from './message-budget.js';

/**
 * What one person may say of files at once, and how fast it may go on; what it owes about a file that is open does not
 * count. At once far more than `TOLD`: a line that stalls brings all of ten seconds together. No faster: what is answered
 * would pile up.
 */
export const HEARD: MessageRate = { burst: 8_000, perSecond: 500 };

/** What is said to one person; the rest waits. Nothing is said twice, so nothing may be refused over there. */
export const TOLD: MessageRate = { burst: 2_000, perSecond: 500 };

/** Said once about a file that the other side has open: as many as there are files, whose offers are counted. */
export function isOwed({ type }: FileMessage): boolean {
  return type === 'file:accept' || type === 'file:decline' || type === 'file:done' || type === 'file:root';
}

/** Blocks one message may speak of for its price: far more than come between two honest ones. */
const BLOCKS_A_MESSAGE = 1_024;

/** What hearing it costs, in messages: about one by one of these blocks something has to be done. */
export function costOf(message: FileMessage): number {
  switch (message.type) {
    case 'file:have':
      // Six bits a character.
      return costOfBlocks(message.map.length * 6);
    case 'file:got':
    case 'file:want':
      return costOfBlocks(message.blocks.reduce((sum, [, count]) => sum + count, 0));
    default:
      return 1;
  }
}

function costOfBlocks(blocks: number): number {
  return 1 + Math.floor(Math.min(blocks, MAX_BLOCKS) / BLOCKS_A_MESSAGE);
}
