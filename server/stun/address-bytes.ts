import { isIPv4, isIPv6 } from 'node:net';

/** The 4 or 16 bytes of an address as Node writes it, also of one of IPv4 that came in over IPv6; null when it is none. */
export function addressBytes(address: string): Buffer | null {
  const [plain = ''] = address.split('%');
  if (isIPv4(plain)) return dotted(plain);
  if (!isIPv6(plain)) return null;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  return mapped === undefined ? Buffer.concat(groups(plain)) : dotted(mapped);
}

function dotted(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function groups(address: string): Buffer[] {
  const [left = '', right] = address.split('::');
  const head = half(left);
  const tail = half(right ?? '');
  const missing = 16 - Buffer.concat([...head, ...tail]).length;
  return [...head, Buffer.alloc(missing), ...tail];
}

function half(text: string): Buffer[] {
  if (text === '') return [];
  return text
    .split(':')
    .map((group) => (group.includes('.') ? dotted(group) : Buffer.from(group.padStart(4, '0'), 'hex')));
}
