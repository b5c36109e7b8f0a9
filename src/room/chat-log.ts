import { utf8Bytes, type ToldLine } from '../protocol/index.js';
import type { ChatLine } from './room-state.js';

/** Older lines make room: a page that stays open for days must not grow for ever. */
const MAX_LINES = 10_000;
const MAX_CHARACTERS = 16_000_000;

/** Bytes of what one person tells another of the past. */
const MAX_TOLD_BYTES = 262_144;

export type ChatLines = readonly ChatLine[];

/** What a line is unless something else is said of it. */
export const PLAIN_LINE = {
  self: false,
  to: undefined,
  status: 'received',
  readBy: Object.freeze([]),
  removed: false,
  toldBy: undefined,
  attachments: Object.freeze([]),
} as const satisfies Partial<ChatLine>;

/** A line heard directly takes the place of the same one by hearsay. */
export function withLine(lines: ChatLines, line: ChatLine): ChatLines {
  const told = lines.findIndex(({ id, toldBy }) => id === line.id && toldBy !== undefined);
  return bounded(told === -1 ? [...lines, line] : lines.with(told, line));
}

/** The same list when `change` leaves the line as it is, or there is none. */
export function withChange(lines: ChatLines, id: string, change: Partial<ChatLine>): ChatLines {
  const at = lines.findLastIndex((line) => line.id === id);
  const line = lines[at];
  if (line === undefined) return lines;
  return Object.freeze(lines.with(at, Object.freeze({ ...line, ...change })));
}

/** Takes back a line of `from`. What is only told of may be taken back by nobody. */
export function withoutText(lines: ChatLines, id: string, from: string): ChatLines {
  const line = lines.find((candidate) => candidate.id === id && candidate.from === from && !candidate.toldBy);
  return line === undefined ? lines : withChange(lines, id, { text: '', removed: true, attachments: [] });
}

/** One's own lines up to `id` that were for `userId`, who has read them. */
export function withReader(lines: ChatLines, id: string, userId: string): ChatLines {
  const last = lines.findLastIndex((line) => line.id === id && line.self);
  let isChanged = false;
  const read = lines.map((line, index) => {
    const isMeant = index <= last && line.self && (line.to === undefined || line.to.includes(userId));
    if (!isMeant || line.readBy.includes(userId)) return line;
    isChanged = true;
    return Object.freeze({ ...line, readBy: Object.freeze([...line.readBy, userId]) });
  });
  return isChanged ? Object.freeze(read) : lines;
}

/** What `lines` say to somebody who was not there: what went to everybody, the newest `count` of it. */
export function account(lines: ChatLines, count: number): readonly ToldLine[] {
  const told: ToldLine[] = [];
  let bytes = 0;
  for (const line of lines.toReversed()) {
    if (told.length >= count) break;
    if (line.to !== undefined || line.removed || line.status === 'failed') continue;
    const { id, from, displayName, text, sentAt, attachments } = line;
    const files = attachments.length > 0 ? { files: [...attachments] } : {};
    const toTell = { id, from, displayName, text, sentAt, ...files };
    bytes += utf8Bytes(JSON.stringify(toTell));
    if (bytes > MAX_TOLD_BYTES) break;
    told.unshift(toTell);
  }
  return told;
}

/** `lines` with what `by` tells of before; what is known already shows where the rest belongs. */
export function withAccount(lines: ChatLines, told: readonly ToldLine[], by: string): ChatLines {
  const merged = [...lines];
  let at = 0;
  for (const { files = [], ...line } of told) {
    const known = merged.findIndex(({ id }) => id === line.id);
    if (known === -1) {
      merged.splice(
        at,
        0,
        Object.freeze<ChatLine>({ ...PLAIN_LINE, ...line, toldBy: by, attachments: Object.freeze(files) }),
      );
      at += 1;
    } else at = Math.max(at, known + 1);
  }
  return merged.length === lines.length ? lines : bounded(merged);
}

function bounded(lines: readonly ChatLine[]): ChatLines {
  let characters = 0;
  let first = lines.length;
  while (first > 0 && lines.length - first < MAX_LINES) {
    characters += lines[first - 1]?.text.length ?? 0;
    // The newest line stays, however long it is.
    if (characters > MAX_CHARACTERS && first < lines.length) break;
    first -= 1;
  }
  return Object.freeze(first === 0 ? lines : lines.slice(first));
}
