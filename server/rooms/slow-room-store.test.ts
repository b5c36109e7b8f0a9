import { MemoryRoomStore } from './memory-room-store.js';
import { roomStoreContract } from './room-store.contract.js';
import { shuffledDelays, SlowRoomStore } from './slow-room-store.js';

roomStoreContract('slow', () => new SlowRoomStore(new MemoryRoomStore(), shuffledDelays(1)));
