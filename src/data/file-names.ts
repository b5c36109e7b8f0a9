import { MAX_FILE_NAME_CHARACTERS, utf8Bytes } from '../protocol/index.js';

/** Control characters, halves of surrogate pairs, line separators, and what turns the direction of text around. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Not allowed in names on Windows; `:` would also open an alternate stream. */
const FORBIDDEN = /[<>:"|?*]/g;

/** Devices on Windows, with any extension. https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)/i;

/** An extension longer than this is no extension. */
const MAX_EXTENSION_BYTES = 32;

const FALLBACK = 'file';

/**
 * A name from a stranger, made safe to show and to save: one path segment, no hidden file, no device, no character
 * that disguises its extension, at most 255 bytes of UTF-8 (what ext4 and APFS take). Never empty; a name that is
 * fine stays as it is.
 */
export function inertFileName(name: string): string {
  const segments = name.replace(INVISIBLE, '').split(/[/\\]/);
  const last = segments.findLast((segment) => /[^.\s]/.test(segment)) ?? '';
  const bare = trimEnd(last.replace(FORBIDDEN, '_').replace(/^[.\s]+/, ''));
  const harmless = DEVICE.test(bare) ? `_${bare}` : bare;
  return shorten(harmless) || FALLBACK;
}

/** Windows drops dots and spaces at the end of a name, which would bring a device's name back. */
function trimEnd(name: string): string {
  let end = name.length;
  while (/[.\s]/.test(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
}

/** Cuts the stem and keeps the extension. */
function shorten(name: string): string {
  if (utf8Bytes(name) <= MAX_FILE_NAME_CHARACTERS) return name;
  const dot = name.lastIndexOf('.');
  const tail = dot > 0 ? name.slice(dot) : '';
  const extension = utf8Bytes(tail) <= MAX_EXTENSION_BYTES ? tail : '';
  let room = MAX_FILE_NAME_CHARACTERS - utf8Bytes(extension);
  let stem = '';
  for (const character of name) {
    room -= utf8Bytes(character);
    if (room < 0) break;
    stem += character;
  }
  return trimEnd(stem + extension);
}

/** Folders inside folders, and characters in all; deeper ones are for no picker. */
const MAX_FOLDERS = 32;
const MAX_PATH_CHARACTERS = 1_024;

/** A path of folders from a stranger, made safe as each of its names; never leads out of where it is put. */
export function inertPath(path: string): string {
  const folders = path
    .split(/[/\\]/)
    .filter((folder) => /[^.\s]/.test(folder))
    .slice(0, MAX_FOLDERS)
    .map(inertFileName);
  let inert = folders.join('/');
  while (inert.length > MAX_PATH_CHARACTERS) {
    folders.pop();
    inert = folders.join('/');
  }
  return inert;
}
