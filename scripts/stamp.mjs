import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** One hash over the names and contents of `files` (paths relative to the project); a missing file counts as such. */
export function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(root, file);
    hash.update(`\n${file}\n`);
    if (existsSync(path)) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** Whether the stamp at `file` says that the work for `hash` is done. */
export function isStamped(file, hash) {
  const path = join(root, file);
  return existsSync(path) && readFileSync(path, 'utf8') === hash;
}

export function writeStamp(file, hash) {
  writeFileSync(join(root, file), hash);
}
