import { EmbeddedDatabase } from './embedded-database.js';

// A process of its own (see state-folder): ends with 0 when everything in the database named by its argument can be read.
const database = new EmbeddedDatabase(process.argv[2] ?? '');
let events = 0;
for (const room of database.rooms()) events += room.events.length;
await database.close();
process.exitCode = Number.isFinite(events) ? 0 : 1;
