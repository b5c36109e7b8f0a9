import { RtcError, type Source } from '../protocol/index.js';

/** What a page limits: the sound and the picture of people and of what it adds itself, and the picture of screens. */
export const BANDWIDTH_NAMES = ['audio', 'video', 'screen'] as const;
export type BandwidthName = (typeof BANDWIDTH_NAMES)[number];

/** In kbit/s; what is not named is the browser's choice. */
export type Bandwidth = Readonly<Partial<Record<BandwidthName, number>>>;

/** Below opus’ least no sound comes through; above the other end nothing was ever measured. */
const LEAST_KBPS = 6;
const MOST_KBPS = 100_000;

/** Reads `audio=64 video=800 screen=2500`. Throws `attribute/invalid`. */
export function parseBandwidth(text: string): Bandwidth {
  const bandwidth: Partial<Record<BandwidthName, number>> = {};
  for (const token of text.trim().split(/[\s,]+/)) {
    if (token === '') continue;
    const [, name, amount] = /^([a-z]+)=(\d{1,6})$/i.exec(token) ?? [];
    const known = BANDWIDTH_NAMES.find((candidate) => candidate === name?.toLowerCase());
    if (known === undefined) throw invalid(token);
    bandwidth[known] = checked(Number(amount), token);
  }
  return bandwidth;
}

/** The same for what a script gives: text, or an object of numbers. Throws `attribute/invalid`. */
export function bandwidthOf(given: string | Bandwidth): Bandwidth {
  if (typeof given === 'string') return parseBandwidth(given);
  const entries = Object.entries(given).filter(([, amount]) => (amount as number | undefined) !== undefined);
  return parseBandwidth(entries.map(([name, amount]) => `${name}=${Math.round(amount)}`).join(' '));
}

/** In kbit/s, for one kind of one source; `undefined` for the browser’s choice. */
export function limitFor(bandwidth: Bandwidth, source: Source, kind: 'audio' | 'video'): number | undefined {
  if (kind === 'audio') return bandwidth.audio;
  return source === 'screen' ? bandwidth.screen : bandwidth.video;
}

function checked(kbps: number, token: string): number {
  if (kbps < LEAST_KBPS || kbps > MOST_KBPS) throw invalid(token);
  return kbps;
}

function invalid(token: string): RtcError {
  return new RtcError('attribute/invalid', `“${token}” is no bandwidth.`, {
    hint: `Write audio=64 video=800 screen=2500, each in kbit/s from ${LEAST_KBPS} to ${MOST_KBPS}.`,
  });
}
