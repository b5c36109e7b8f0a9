import { median, rounded } from './statistics.mjs';

/** What we want to reach: our median as a part of theirs. */
const AIMS = { bare: 1.3, ancestor: 0.55 };

/** The measured rounds of all contestants as figures. `measured`: `[{ name, title, frameMs: [], traffic }]`. */
export function reportOf(measured) {
  const contestants = Object.fromEntries(
    measured.map(({ name, title, frameMs, traffic }) => [
      name,
      {
        title,
        frameMs: frameMs.map((ms) => rounded(ms)),
        medianMs: rounded(median(frameMs)),
        minMs: rounded(Math.min(...frameMs)),
        traffic,
      },
    ]),
  );
  const ours = median(measured.find(({ name }) => name === 'ours').frameMs);
  const ratios = Object.fromEntries(
    Object.entries(AIMS).map(([name, aim]) => {
      const ratio = rounded(ours / median(measured.find((other) => other.name === name).frameMs), 2);
      return [`ours/${name}`, { ratio, aim, met: ratio <= aim }];
    }),
  );
  return { contestants, ratios };
}

/** The report for a terminal. */
export function tableOf({ contestants, ratios }) {
  const rows = Object.values(contestants).map(({ title, frameMs, medianMs, minMs, traffic }) =>
    row(title, medianMs, minMs, traffic.messages, traffic.bytes, frameMs.join(' ')),
  );
  const verdicts = Object.entries(ratios).map(
    ([name, { ratio, aim, met }]) => `${name} ${ratio} (aim ≤ ${aim}: ${met ? 'met' : 'missed'})`,
  );
  return [row('', 'median', 'min', 'messages', 'bytes', 'rounds (ms)'), ...rows, '', ...verdicts].join('\n');
}

function row(title, ...[middle, min, messages, bytes, rounds]) {
  const numbers = [middle, min, messages, bytes].map((cell) => String(cell).padStart(9)).join('');
  return `${title.padEnd(26)}${numbers}   ${rounds}`;
}
