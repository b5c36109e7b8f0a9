export interface ChatTextPart {
  readonly text: string;
  /** Where it leads: `http:`, `https:` or `mailto:`, nothing else. */
  readonly href?: string;
}

const CANDIDATE = /\b(?:https?:\/\/|mailto:)[^\s<>"]+/giu;
const CLOSING = new Set(`.,;:!?'’”»…]}`);

/**
 * A message as text and links. The text of a link is always what was written, so it cannot pretend to lead
 * elsewhere. Nothing in here is ever markup.
 */
export function chatTextParts(message: string): readonly ChatTextPart[] {
  const parts: ChatTextPart[] = [];
  let end = 0;
  for (const match of message.matchAll(CANDIDATE)) {
    const written = withoutSentenceEnd(match[0]);
    const href = safeHref(written);
    if (href === undefined) continue;
    if (match.index > end) parts.push({ text: message.slice(end, match.index) });
    parts.push({ text: written, href });
    end = match.index + written.length;
  }
  if (end < message.length) parts.push({ text: message.slice(end) });
  return parts;
}

/** "See https://example.org/a_(b)." leads to `…/a_(b)`: what ends the sentence is not part of the address. */
function withoutSentenceEnd(address: string): string {
  const closes = new Set(address.includes('(') ? CLOSING : [...CLOSING, ')']);
  let end = address.length;
  // One by one: an expression that looks for the last of them is quadratic in what a stranger may write.
  while (closes.has(address.charAt(end - 1))) end -= 1;
  return address.slice(0, end);
}

function safeHref(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' || protocol === 'mailto:' ? href : undefined;
}
