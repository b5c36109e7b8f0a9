import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedRoomStore } from '../embedded-room-store.js';
import type { StoreUnderTest } from './store-under-test.js';

export interface EmbeddedUnderTest extends StoreUnderTest {
  readonly folder: string;
  /** Closes the store and opens it again: what a restart of the service is to it. */
  restart(): Promise<void>;
}

export async function embeddedUnderTest(): Promise<EmbeddedUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'rtc-state-'));
  let ahead = 0;
  const open = () => EmbeddedRoomStore.open(folder, { ahead: () => ahead });
  let store = await open();
  return {
    folder,
    get store() {
      return store;
    },
    get other() {
      return store;
    },
    advance: async (ms) => void (ahead += ms),
    remains: async () => store.size,
    restart: async () => {
      await store.close();
      // What was ahead is in the clock that was saved.
      ahead = 0;
      store = await open();
    },
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
