import assert from 'node:assert/strict';
import { RtcError } from '../../../src/protocol/index.js';
import type { ErrorCode } from '../../../src/protocol/index.js';
import { MemoryRoomStore } from '../memory-room-store.js';
import type { RoomStore } from '../room-store.js';

/** A store and the strings that tests pull. */
export interface StoreUnderTest {
  readonly store: RoomStore;
  /** The same rooms seen from another node; the same store where there is only one. */
  readonly other: RoomStore;
  /** Lets store time run on. */
  advance(ms: number): Promise<void>;
  /** How many things are kept about rooms, but for what goes by itself within `CLOSED_KEPT_MS`. */
  remains(): Promise<number>;
  close(): Promise<void>;
}

export async function memoryUnderTest(): Promise<StoreUnderTest & { readonly store: MemoryRoomStore }> {
  let now = 0;
  const store = new MemoryRoomStore(() => now);
  return {
    store,
    other: store,
    advance: async (ms) => void (now += ms),
    remains: async () => store.size,
    close: () => store.close(),
  };
}

export async function rejectsWith(code: ErrorCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => {
    if (!(error instanceof RtcError)) return false;
    assert.equal(error.code, code);
    return true;
  });
}
