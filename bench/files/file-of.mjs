import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/root.mjs';

const FOLDER = join(root, 'build/bench/files');
const PIECE_BYTES = 16_000_000;

/** A file of so many bytes nobody can guess, made once; its path. */
export function fileOf(sizeBytes) {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${sizeBytes}.bin`);
  if (existsSync(path) && statSync(path).size === sizeBytes) return path;
  const file = openSync(path, 'w');
  for (let written = 0; written < sizeBytes; written += PIECE_BYTES) {
    writeSync(file, randomBytes(Math.min(PIECE_BYTES, sizeBytes - written)));
  }
  closeSync(file);
  return path;
}
