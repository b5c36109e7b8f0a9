import type { ErrorCode } from '../protocol/index.js';
import { RoomEvent } from './room-event.js';
import type { Transfer } from './room-state.js';

export interface FileDetail {
  readonly transferId: string;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  /** Folders it lies in; empty for none. */
  readonly path: string;
  readonly size: number;
  readonly type: string;
}

/** `self` is the visitor's own userId. */
export function fileDetail(transfer: Transfer, self: string): FileDetail {
  const receiving = transfer.direction === 'receiving';
  return {
    transferId: transfer.transferId,
    from: receiving ? transfer.userId : self,
    to: receiving ? self : transfer.userId,
    name: transfer.name,
    path: transfer.path,
    size: transfer.sizeBytes,
    type: transfer.mediaType,
  };
}

/** Cancelable: cancelling declines. Otherwise the offer stays pending until it is accepted or declined. */
export class RtcFileOfferEvent extends RoomEvent<FileDetail> {
  static readonly type = 'rtc-file-offer';
  constructor(detail: FileDetail) {
    super(RtcFileOfferEvent.type, detail, { cancelable: true });
  }
}

export class RtcFileProgressEvent extends RoomEvent<{
  transferId: string;
  userId: string;
  bytes: number;
  size: number;
  bytesPerSecond: number;
  secondsLeft: number | null;
}> {
  static readonly type = 'rtc-file-progress';
  constructor(detail: RtcFileProgressEvent['detail']) {
    super(RtcFileProgressEvent.type, detail);
  }
}

/** `treeHash`: root of the hash tree over the file, as hex; the same for sender and receiver. */
export type VerifiedFileDetail = FileDetail & { readonly treeHash: string | null };

export class RtcFileSentEvent extends RoomEvent<VerifiedFileDetail> {
  static readonly type = 'rtc-file-sent';
  constructor(detail: VerifiedFileDetail) {
    super(RtcFileSentEvent.type, detail);
  }
}

export class RtcFileReceivedEvent extends RoomEvent<VerifiedFileDetail> {
  static readonly type = 'rtc-file-received';
  readonly file: File;
  constructor(detail: VerifiedFileDetail, file: File) {
    super(RtcFileReceivedEvent.type, detail);
    this.file = file;
  }
}

export class RtcFileFailedEvent extends RoomEvent<FileDetail & { readonly code: ErrorCode }> {
  static readonly type = 'rtc-file-failed';
  constructor(detail: FileDetail & { readonly code: ErrorCode }) {
    super(RtcFileFailedEvent.type, detail);
  }
}
