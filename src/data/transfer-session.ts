import type { TransferOptions } from './file-transfer.js';
import type { TransferKeeper } from './transfer-keeper.js';
import type { TransferList } from './transfer-list.js';

/** What both directions of a session's files have in common. */
export interface TransferSession {
  readonly list: TransferList;
  readonly keeper: TransferKeeper;
  /** This visitor's own userId now. */
  readonly self: () => string;
  readonly transferOptions: TransferOptions;
  /** Its end. */
  readonly signal: AbortSignal;
}
