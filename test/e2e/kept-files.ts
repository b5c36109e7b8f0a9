import { until } from './until.js';
import type { Visitor } from './visitor.js';

/** Names of what the browser's own file system and database keep for files on their way. */
export function keptThere(visitor: Visitor): Promise<string[]> {
  return visitor.run(async () => {
    const names: string[] = [];
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('rtc-elements-files', { create: true });
    for await (const name of folder.keys()) names.push(name);
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('rtc-elements-files');
      opening.onsuccess = () => resolve(opening.result);
    });
    const keys = await new Promise<IDBValidKey[]>((resolve) => {
      const asking = database.transaction('transfers').objectStore('transfers').getAllKeys();
      asking.onsuccess = () => resolve(asking.result);
    });
    database.close();
    return [...names, ...keys.map(String)];
  }, null);
}

export async function untilNothingKept(visitor: Visitor): Promise<void> {
  await until(
    'nothing to be left of the file',
    () => keptThere(visitor),
    (kept) => kept.length === 0,
  );
}
