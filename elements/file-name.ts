import { text } from './strings.js';

const LONGEST = 120;
/** Control characters, and the invisible ones that reorder or join text. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** What Windows takes for a device, whatever the ending. */
const DEVICE = /^(?:con|prn|aux|nul|con(?:in|out)\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)/i;

/**
 * A stranger's file name, fit to be shown and saved: no control or direction characters ("exe.fdp" that reads "pdf.exe"),
 * no folders, no leading dot, no device, not longer than a line. Shorten in the middle, so that the ending stays true.
 */
export function inertFileName(name: string): string {
  const last =
    name
      .replace(UNSAFE, '')
      .split(/[/\\]/)
      .findLast((part) => /[^.\s]/.test(part)) ?? '';
  const plain = last.replace(/[<>:"|?*]/g, '_').replace(/^[.\s]+/, '');
  let end = plain.length;
  while (/[.\s]/.test(plain.charAt(end - 1))) end -= 1;
  return shownName(plain.slice(0, end).replace(DEVICE, '_$&'));
}

function shownName(plain: string): string {
  if (plain === '') return text('files.unnamed');
  const characters = Array.from(plain);
  if (characters.length <= LONGEST) return plain;
  return `${characters.slice(0, LONGEST - 21).join('')}…${characters.slice(-20).join('')}`;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** 5 242 880 → "5.2 MB", as the visitor's language writes it; units of 1000 bytes, as operating systems show them. */
export function fileSize(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  const maximumFractionDigits = unit > 0 && size < 10 ? 1 : 0;
  return size.toLocaleString([], {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    unitDisplay: unit > 0 ? 'short' : 'long',
    maximumFractionDigits,
  });
}
