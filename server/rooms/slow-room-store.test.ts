import { roomStoreContract } from './room-store.contract.js';
import { shuffledDelays, SlowRoomStore } from './slow-room-store.js';
import { memoryUnderTest } from './testing/store-under-test.js';

roomStoreContract('slow', async () => {
  const memory = await memoryUnderTest();
  const store = new SlowRoomStore(memory.store, shuffledDelays(1));
  return { ...memory, store, other: store };
});
