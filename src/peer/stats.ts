import { delay } from '../base/abortable.js';

/** How the packets of one connection go. */
export interface TransportStats {
  /** By way of a TURN server on either side; `undefined` while there is no way yet. */
  readonly relayed: boolean | undefined;
  /** `udp` or `tcp`; of the way to the relay where there is one. */
  readonly protocol: string | undefined;
  /** `host`, `srflx`, `prflx` or `relay`, each end's own; an address where the browser tells it. */
  readonly local: CandidateStats | undefined;
  readonly remote: CandidateStats | undefined;
  /** Milliseconds to the other side and back. */
  readonly roundTripMs: number | undefined;
  /** What the browser believes it can send, kbit/s; `undefined` where it does not say (Firefox). */
  readonly availableKbps: number | undefined;
  /** kbit/s since the last look, of everything. */
  readonly sentKbps: number | undefined;
  readonly receivedKbps: number | undefined;
  /** How it is encrypted, as the browser names it. */
  readonly encryption: string | undefined;
}

export interface CandidateStats {
  readonly type: string;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** One track on its way. */
export interface TrackStats {
  readonly direction: 'sent' | 'received';
  readonly kind: 'audio' | 'video';
  /** Of the received track, or of the one that is captured. */
  readonly trackId: string | undefined;
  /** The media section it travels in. */
  readonly mid: string | undefined;
  /** `VP8`, `opus` … */
  readonly codec: string | undefined;
  /** kbit/s since the last look. */
  readonly kbps: number | undefined;
  /** kbit/s the browser means to send, which of a new line it reaches only after a while; of what is sent. */
  readonly targetKbps: number | undefined;
  /** 0…1: the part that was lost on its way since the last look; of a sent track, as the other side reports it. */
  readonly loss: number | undefined;
  readonly jitterMs: number | undefined;
  /** Pixels and frames per second as they are sent, or shown here. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly framesPerSecond: number | undefined;
  /** Pictures so far: encoded, or decoded. */
  readonly frames: number | undefined;
  /** Why the browser sends less than it could: `none`, `cpu`, `bandwidth`, `other`. */
  readonly limitedBy: string | undefined;
  /** How often the picture stood still so far. */
  readonly freezes: number | undefined;
  /** 0…1, how loud. */
  readonly level: number | undefined;
  /** What encodes or decodes, as the browser names it. */
  readonly coder: string | undefined;
}

export interface ConnectionReport {
  /** Which way the packets go, as the browser names it: another word is another way. `undefined` while there is none. */
  readonly way: string | undefined;
  readonly transport: TransportStats;
  readonly tracks: readonly TrackStats[];
}

type Entry = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };
/** One look at a connection, to compare the next with. */
export type RawStats = ReadonlyMap<string, Entry>;

/** Longer than this no browser takes. */
const ANSWER_TIMEOUT_MS = 3_000;

/** What is asked of a connection; `undefined` where it fails to say, or does not in time, as one may that is closing. */
export async function inTime<T>(asked: Promise<T>): Promise<T | undefined> {
  const answered = new AbortController();
  const late = delay(ANSWER_TIMEOUT_MS, answered.signal).then(() => undefined);
  try {
    // Both are heard out: what comes second fails nobody.
    return await Promise.race([asked, late]);
  } catch {
    // It is asked again with the next look.
    return undefined;
  } finally {
    answered.abort();
  }
}

export async function rawStats(connection: RTCPeerConnection): Promise<RawStats> {
  const entries = new Map<string, Entry>();
  (await connection.getStats()).forEach((entry: Entry) => entries.set(entry.id, entry));
  return entries;
}

/** What browsers name differently, in one way, with rates since `before`. */
export function reportOf(now: RawStats, before?: RawStats): ConnectionReport {
  const transport = [...now.values()].find((entry) => entry.type === 'transport' && entry['selectedCandidatePairId']);
  const pair = pairOf(now, transport);
  return { way: pair?.id, transport: transportOf(now, before, transport, pair), tracks: [...tracksOf(now, before)] };
}

function pairOf(now: RawStats, transport: Entry | undefined): Entry | undefined {
  if (transport !== undefined) return now.get(String(transport['selectedCandidatePairId']));
  // Firefox marks the pair itself.
  return [...now.values()].find(({ type, selected }) => type === 'candidate-pair' && selected === true);
}

function transportOf(
  now: RawStats,
  before: RawStats | undefined,
  transport: Entry | undefined,
  pair: Entry | undefined,
): TransportStats {
  const local = now.get(String(pair?.['localCandidateId']));
  const remote = now.get(String(pair?.['remoteCandidateId']));
  const roundTrip = number(pair, 'currentRoundTripTime');
  const available = number(pair, 'availableOutgoingBitrate');
  return {
    relayed: pair && [local, remote].some((end) => end?.['candidateType'] === 'relay'),
    protocol: text(local, 'relayProtocol') ?? text(local, 'protocol'),
    local: candidate(local),
    remote: candidate(remote),
    roundTripMs: roundTrip && roundTrip * 1_000,
    availableKbps: thousandth(available),
    sentKbps: kbps(pair, before, 'bytesSent'),
    receivedKbps: kbps(pair, before, 'bytesReceived'),
    encryption: text(transport, 'srtpCipher') ?? text(transport, 'dtlsCipher'),
  };
}

function candidate(entry: Entry | undefined): CandidateStats | undefined {
  const type = text(entry, 'candidateType');
  return type === undefined ? undefined : { type, address: text(entry, 'address'), port: number(entry, 'port') };
}

function* tracksOf(now: RawStats, before: RawStats | undefined): Generator<TrackStats> {
  for (const entry of now.values()) {
    if (entry.type === 'inbound-rtp') yield trackOf('received', entry, now, before);
    if (entry.type === 'outbound-rtp') yield trackOf('sent', entry, now, before);
  }
}

function trackOf(
  direction: TrackStats['direction'],
  entry: Entry,
  now: RawStats,
  before: RawStats | undefined,
): TrackStats {
  const isSent = direction === 'sent';
  // What was said of a track before it was paused goes on to be said.
  const isPaused = isSent && entry['active'] === false;
  const source = isSent ? now.get(String(entry['mediaSourceId'])) : entry;
  const far = isSent ? now.get(String(entry['remoteId'])) : entry;
  const jitter = number(far, 'jitter');
  return {
    direction,
    kind: entry['kind'] === 'audio' ? 'audio' : 'video',
    trackId: text(source, 'trackIdentifier'),
    mid: text(entry, 'mid'),
    codec: text(now.get(String(entry['codecId'])), 'mimeType')?.replace(/^[a-z]+\//i, ''),
    kbps: kbps(entry, before, isSent ? 'bytesSent' : 'bytesReceived'),
    targetKbps: isSent && !isPaused ? thousandth(number(entry, 'targetBitrate')) : undefined,
    loss: isPaused ? undefined : isSent ? lossTold(entry, before, far) : lossSince(entry, before),
    jitterMs: jitter && jitter * 1_000,
    width: number(entry, 'frameWidth'),
    height: number(entry, 'frameHeight'),
    framesPerSecond: number(entry, 'framesPerSecond'),
    frames: number(entry, isSent ? 'framesEncoded' : 'framesDecoded'),
    limitedBy: isPaused ? undefined : text(entry, 'qualityLimitationReason'),
    freezes: number(entry, 'freezeCount'),
    level: number(source, 'audioLevel'),
    coder: text(entry, isSent ? 'encoderImplementation' : 'decoderImplementation'),
  };
}

/** Of fewer packets, one that is lost says nothing: so few come of who is silent. */
const TELLING_PACKETS = 20;

function lossTold(entry: Entry, before: RawStats | undefined, far: Entry | undefined): number | undefined {
  const sent = number(entry, 'packetsSent');
  const sentBefore = number(before?.get(entry.id), 'packetsSent') ?? 0;
  return sent !== undefined && sent - sentBefore < TELLING_PACKETS ? undefined : number(far, 'fractionLost');
}

function lossSince(entry: Entry, before: RawStats | undefined): number | undefined {
  const earlier = before?.get(entry.id);
  if (earlier === undefined) return undefined;
  // A packet that comes late after all takes itself back, so the count may fall.
  const lost = Math.max(0, (number(entry, 'packetsLost') ?? 0) - (number(earlier, 'packetsLost') ?? 0));
  const received = (number(entry, 'packetsReceived') ?? 0) - (number(earlier, 'packetsReceived') ?? 0);
  return lost + received < TELLING_PACKETS ? undefined : lost / (lost + received);
}

function kbps(entry: Entry | undefined, before: RawStats | undefined, name: string): number | undefined {
  const earlier = entry && before?.get(entry.id);
  const bytes = number(entry, name);
  const bytesBefore = number(earlier, name);
  const time = number(entry, 'timestamp');
  const timeBefore = number(earlier, 'timestamp');
  if (bytes === undefined || bytesBefore === undefined || time === undefined || timeBefore === undefined) {
    return undefined;
  }
  return time > timeBefore && bytes >= bytesBefore ? ((bytes - bytesBefore) * 8) / (time - timeBefore) : undefined;
}

function thousandth(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 1_000;
}

function number(entry: Entry | undefined, name: string): number | undefined {
  const value = entry?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function text(entry: Entry | undefined, name: string): string | undefined {
  const value = entry?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
