/** The service takes room names of at most this many characters. */
const LONGEST_NAME = 128;

/**
 * The room id `name-from` finds in the page's address: `hash` (`#standup`), `query:KEY` (`?KEY=standup`), `url` (the
 * address without query and hash, so that each page is a room). `undefined` when there is none, or the word is unknown.
 */
export function roomNameFromAddress(nameFrom: string, address: URL): string | undefined {
  const rule = nameFrom.trim();
  if (rule.toLowerCase() === 'hash') return decoded(address.hash.slice(1)) || undefined;
  if (rule.toLowerCase() === 'url') return withinLimit(address.host + decoded(address.pathname));
  const key = /^query:(.+)$/i.exec(rule)?.[1];
  return key === undefined ? undefined : (address.searchParams.get(key) ?? '') || undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign is no encoding; it stands for itself.
    return text;
  }
}

/** Long addresses are cut, and a checksum keeps two of them with the same beginning apart. */
function withinLimit(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  let checksum = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    checksum = Math.imul(checksum ^ name.charCodeAt(index), 0x01000193) >>> 0;
  }
  return `${name.slice(0, LONGEST_NAME - 9)}~${checksum.toString(16).padStart(8, '0')}`;
}
