import { roomStoreContract } from './room-store.contract.js';
import { memoryUnderTest } from './testing/store-under-test.js';

roomStoreContract('memory', memoryUnderTest);
