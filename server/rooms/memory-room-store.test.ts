import { MemoryRoomStore } from './memory-room-store.js';
import { roomStoreContract } from './room-store.contract.js';

roomStoreContract('memory', () => new MemoryRoomStore());
