import { audioLevelOf } from '../media/audio-level.js';
import { loudness, Voice } from '../media/voice.js';
import { inTime } from '../peer/stats.js';
import type { Topology } from '../topology/topology.js';
import { RtcActiveSpeakerChangeEvent, RtcSpeakingChangeEvent } from './quality-events.js';
import type { Participant, RoomState } from './room-state.js';
import type { RoomFact } from './room-updates.js';

export interface SpeakingOptions {
  readonly state: () => RoomState;
  readonly topology: () => Topology | undefined;
  readonly tell: (fact: RoomFact) => void;
  readonly dispatch: (event: Event) => boolean;
  /** Somebody else speaks, or nobody any more. */
  readonly changed: () => void;
  readonly signal: AbortSignal;
}

/** By `userId`, 0…1 as loud as it seems. */
export type Levels = ReadonlyMap<string, number>;

/** How often it is listened, and how often where somebody draws the levels. */
const INTERVAL_MS = 200;
const DRAWN_INTERVAL_MS = 100;
/** Who speaks loudest is the active speaker, but somebody louder takes the word only after this. */
const TAKEOVER_MS = 1_000;
const CLEARLY_LOUDER = 1.5;

/**
 * Who speaks, from what the connections say of the sound they carry: nothing here decodes or analyses sound that is on its
 * way, and nothing needs a gesture. A browser knows how loud somebody is only while it plays that person's sound.
 */
export class Speaking {
  readonly #options: SpeakingOptions;
  readonly #voices = new Map<string, Voice>();
  readonly #watchers = new Set<(levels: Levels) => void>();
  #challenger: { readonly userId: string; readonly since: number } | undefined;
  #meter: { readonly track: MediaStreamTrack; readonly level: () => number; readonly end: () => void } | undefined;

  /** What the browser last said of the own sound, and when (ms of `performance.now`). */
  #own = { level: 0, at: -INTERVAL_MS };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SpeakingOptions) {
    this.#options = options;
    this.#next();
    options.signal.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** Calls `listener` about ten times a second until the signal aborts. */
  watch(listener: (levels: Levels) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#watchers.add(listener);
    signal.addEventListener('abort', () => this.#watchers.delete(listener), { once: true });
  }

  #next(): void {
    if (this.#options.signal.aborted) return;
    const intervalMs = this.#watchers.size > 0 ? DRAWN_INTERVAL_MS : INTERVAL_MS;
    this.#timer = setTimeout(() => void this.#listen().finally(() => this.#next()), intervalMs);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#meter?.end();
  }

  async #listen(): Promise<void> {
    const { state, signal } = this.#options;
    if (signal.aborted) return;
    const people = state().participants;
    const levels = await Promise.all(people.map((person) => this.#levelOf(person)));
    if (signal.aborted) return;
    const now = performance.now();
    const before = state();
    people.forEach((person, index) => this.#hear(person, levels[index], now));
    const present = new Set(people.map(({ userId }) => userId));
    for (const userId of this.#voices.keys()) if (!present.has(userId)) this.#voices.delete(userId);
    this.#choose(now);
    if (state() !== before) this.#options.changed();
    const drawn = new Map([...this.#voices].map(([userId, { level }]) => [userId, loudness(level)]));
    for (const watcher of this.#watchers) this.#show(watcher, drawn);
  }

  /** What fails in a page's own listener is the page's to hear of, as of any event, and ends nothing here. */
  #show(watcher: (levels: Levels) => void, levels: Levels): void {
    try {
      watcher(levels);
    } catch (error) {
      reportError(error);
    }
  }

  /** `level` is undefined for who has no microphone on. */
  #hear({ userId }: Participant, level: number | undefined, now: number): void {
    const { tell, dispatch, state } = this.#options;
    const voice = this.#voices.get(userId) ?? new Voice();
    this.#voices.set(userId, voice);
    if (level === undefined) voice.silence();
    else voice.hear(level, now);
    const { speaking } = voice;
    const told = state().participants.find((person) => person.userId === userId);
    if (told === undefined || told.speaking === speaking) return;
    tell({ type: 'measured', userId, about: { speaking } });
    dispatch(new RtcSpeakingChangeEvent(userId, speaking));
  }

  #choose(now: number): void {
    const { tell, dispatch, state } = this.#options;
    const current = state().activeSpeaker;
    const speaking = [...this.#voices].filter(([, voice]) => voice.speaking);
    const [loudest] = speaking.sort(([, one], [, other]) => other.level - one.level);
    const chosen = this.#successor(loudest, current, now);
    if (chosen === current) return;
    tell({ type: 'summed-up', about: { activeSpeaker: chosen } });
    dispatch(new RtcActiveSpeakerChangeEvent(chosen ?? null));
  }

  #successor(loudest: [string, Voice] | undefined, current: string | undefined, now: number): string | undefined {
    if (loudest === undefined) return undefined;
    const [userId, { level }] = loudest;
    const incumbent = current === undefined ? undefined : this.#voices.get(current);
    if (incumbent?.speaking !== true || userId === current) {
      this.#challenger = undefined;
      return userId;
    }
    if (level < incumbent.level * CLEARLY_LOUDER) this.#challenger = undefined;
    else if (this.#challenger?.userId !== userId) this.#challenger = { userId, since: now };
    else if (now - this.#challenger.since >= TAKEOVER_MS) return userId;
    return current;
  }

  async #levelOf(person: Participant): Promise<number | undefined> {
    const views = person.streams.filter(({ source, kinds, muted }) => {
      return (source === 'microphone' || source === 'custom') && kinds.includes('audio') && !muted.audio;
    });
    const tracks = views.flatMap(({ stream }) => stream?.getAudioTracks() ?? []);
    if (tracks.length === 0) return undefined;
    return person.self ? this.#ownLevel(tracks) : this.#remoteLevel(person.userId, tracks);
  }

  async #remoteLevel(userId: string, tracks: readonly MediaStreamTrack[]): Promise<number> {
    const connection = this.#options.topology()?.connectionTo(userId);
    const receivers = connection?.getReceivers().filter(({ track }) => tracks.includes(track)) ?? [];
    const levels = await Promise.all(
      receivers.map(async (receiver) => {
        // Costs nothing to ask. Where the sender does not say how loud a packet is (RFC 6464), the statistics know.
        const [source] = receiver.getSynchronizationSources();
        return source?.audioLevel ?? levelIn(await inTime(receiver.getStats()), 'inbound-rtp');
      }),
    );
    return Math.max(0, ...levels.map((level) => level ?? 0));
  }

  async #ownLevel(tracks: readonly MediaStreamTrack[]): Promise<number> {
    const { state, topology } = this.#options;
    const now = performance.now();
    // Statistics are collected for a whole connection, whatever is asked of them: too dear for every look.
    if (now - this.#own.at < INTERVAL_MS * 0.9) return this.#own.level;
    for (const { userId, connection, self } of state().participants) {
      if (self || connection !== 'connected') continue;
      const senders = topology()?.connectionTo(userId)?.getSenders() ?? [];
      const sender = senders.find(({ track }) => track !== null && tracks.includes(track));
      const level = sender && levelIn(await inTime(sender.getStats()), 'media-source');
      if (level === undefined) continue;
      this.#own = { level, at: now };
      return level;
    }
    const [track] = tracks;
    return track === undefined ? 0 : this.#measured(track);
  }

  /** Nobody is sent to. */
  #measured(track: MediaStreamTrack): number {
    if (this.#meter?.track !== track) {
      this.#meter?.end();
      const lifetime = new AbortController();
      const level = audioLevelOf(track, lifetime.signal);
      this.#meter = { track, level, end: () => lifetime.abort() };
    }
    return this.#meter.level();
  }
}

function levelIn(report: RTCStatsReport | undefined, type: string): number | undefined {
  let found: number | undefined;
  report?.forEach((entry: { readonly type: string; readonly audioLevel?: unknown }) => {
    if (entry.type === type && typeof entry.audioLevel === 'number') found = entry.audioLevel;
  });
  return found;
}
