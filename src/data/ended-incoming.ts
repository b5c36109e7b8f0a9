import type { FileMessage } from '../protocol/file-message.js';
import type { IncomingFile } from './file-incoming.js';

/** Files of which it is remembered how they ended: more than may be open with a dozen people. */
const MAX_REMEMBERED = 1_024;

/** How a file ended here. */
export interface EndedFile {
  readonly userId: string;
  readonly key: string;
  /** What whoever offers it once more is told, because it was lost the first time. */
  readonly answer: FileMessage;
}

/** How files ended that were offered to this page: who was away then offers them again, and no visitor is asked twice. */
export class EndedIncoming {
  readonly #ended = new Map<string, EndedFile>();

  get(fileId: string): EndedFile | undefined {
    return this.#ended.get(fileId);
  }

  add({ fileId, key, record, endedAlone }: IncomingFile): void {
    this.#ended.delete(fileId);
    const { userId, status } = record;
    // Somebody who stayed away too long may offer it again, and the visitor is asked.
    if (status === 'failed' && !endedAlone) return;
    this.#ended.set(fileId, { userId, key, answer: answerOf(fileId, status) });
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MAX_REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
  }
}

function answerOf(fileId: string, status: string): FileMessage {
  if (status === 'done') return { type: 'file:done', fileId };
  if (status === 'declined') return { type: 'file:decline', fileId };
  return { type: 'file:cancel', fileId, sender: false };
}
