import type { Visitor } from './visitor.js';

/**
 * Makes a folder in the browser's own file system and offers it to everybody: `trip/map.bin` of so many bytes, each of them
 * 7, and `trip/day one/notes.txt` of five.
 */
export function offerFolder(sender: Visitor, mapBytes: number): Promise<void> {
  return sender.run(async (bytes) => {
    const root = await navigator.storage.getDirectory();
    const trip = await root.getDirectoryHandle('trip', { create: true });
    const day = await trip.getDirectoryHandle('day one', { create: true });
    for (const [folder, name, length] of [
      [trip, 'map.bin', bytes],
      [day, 'notes.txt', 5],
    ] as const) {
      const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await writable.write(new Uint8Array(length).fill(7));
      await writable.close();
    }
    await window.room.sendFile(trip);
  }, mapBytes);
}

/** Accepts these into a folder as a visitor would pick one. */
export function acceptIntoFolder(receiver: Visitor, transferIds: readonly string[]): Promise<void> {
  return receiver.run(async (ids) => {
    const root = await navigator.storage.getDirectory();
    const sink = await root.getDirectoryHandle('received', { create: true });
    await Promise.all(ids.map((id) => window.room.acceptFile(id, { sink })));
  }, transferIds);
}

/** What that folder has: each file's path, size, and whether all its bytes are 7. */
export function writtenThere(receiver: Visitor): Promise<string[]> {
  return receiver.run(async () => {
    const found: string[] = [];
    const look = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === 'directory') await look(handle, `${path}${name}/`);
        else {
          const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
          found.push(`${path}${name} ${bytes.length} ${bytes.every((byte) => byte === 7)}`);
        }
      }
    };
    await look(await (await navigator.storage.getDirectory()).getDirectoryHandle('received'), '');
    return found.sort();
  }, null);
}
