import { followNetwork } from '../base/network-changes.js';
import { CameraSize } from '../media/camera-size.js';
import type { Resolution } from '../media/device-constraints.js';
import { bandwidthOf, parseBandwidth, type Bandwidth } from '../peer/bandwidth.js';
import { connectionQuality, processorLook } from '../peer/connection-quality.js';
import { afterFirstPicture } from '../peer/first-picture.js';
import { PAUSED_STEP, QualityLadder } from '../peer/quality-steps.js';
import { SenderParameters } from '../peer/sender-parameters.js';
import type { ConnectionReport, TrackStats } from '../peer/stats.js';
import { RtcError, type PeerMessageOf } from '../protocol/index.js';
import type { Topology, TopologyEvents } from '../topology/topology.js';
import { noSuchParticipant } from './no-such-participant.js';
import { PictureWishes } from './picture-wishes.js';
import { RtcQualityChangeEvent } from './quality-events.js';
import type { RoomOptions } from './room-options.js';
import type { RoomState, Sending } from './room-state.js';
import type { RoomFact } from './room-updates.js';
import { pictureAt, SendingTo, type SendingRules } from './sending-to.js';
import { Speaking } from './speaking.js';
import { Statistics } from './statistics.js';

export interface QualityOptions {
  readonly state: () => RoomState;
  readonly options: () => RoomOptions;
  readonly topology: () => Topology | undefined;
  readonly tell: (fact: RoomFact) => void;
  readonly dispatch: (event: Event) => boolean;
  readonly report: (error: RtcError) => void;
  /** Has the own camera captured this large, where the page leaves that to us. Never rejects. */
  readonly fitCamera: (size: Resolution) => Promise<void>;
  readonly signal: AbortSignal;
}

/** How often each connection is looked at; in a large room less often, since a look costs milliseconds. */
const LOOK_INTERVAL_MS = 2_000;
const MANY = 5;

/**
 * What watches over a call: how good each connection is, who speaks, what the others want to see of us, and what of that the
 * line and the machine allow. One visit's; fetched after what matters for the first picture.
 */
export class Quality {
  readonly speaking: Speaking;
  readonly statistics: Statistics;
  readonly wishes: PictureWishes;
  readonly #options: QualityOptions;
  readonly #people = new Map<string, SendingTo>();
  readonly #parameters = new SenderParameters();
  readonly #processor = new QualityLadder(PAUSED_STEP - 1);
  readonly #cameraSize: CameraSize;
  /** As the page has it in its options, to know when that is something new. */
  #written = '';
  #bandwidth: Bandwidth = {};
  /** What a method has set, over the options. */
  #setBandwidth: Bandwidth | undefined;
  #topology: Topology | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: QualityOptions) {
    this.#options = options;
    const { state, topology, signal } = options;
    this.#cameraSize = new CameraSize((size) => {
      // What is sent is a part of what is captured.
      void options.fitCamera(size).then(() => this.refresh());
    }, signal);
    this.speaking = new Speaking({ ...options, changed: () => this.wishes.refresh() });
    this.statistics = new Statistics(state, topology);
    this.wishes = new PictureWishes({ state, send: (userId, message) => this.#send(userId, message), signal });
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
    followNetwork(() => {
      for (const person of this.#people.values()) person.moved(performance.now());
    }, signal);
    this.configure();
    this.#lookLater();
  }

  /** A membership has begun: other connections than before. */
  follow(topology: Topology, signal: AbortSignal): void {
    if (topology === this.#topology) return;
    this.#topology = topology;
    for (const userId of this.#people.keys()) this.#forget(userId);
    topology.on('link', ({ link }) => this.#renew(link.userId), { signal });
    topology.on('state', ({ userId, state }) => this.#followState(userId, state, signal), { signal });
    topology.on('publications', () => this.wishes.refresh(), { signal });
    for (const { userId } of this.#others()) {
      if (topology.link(userId) === undefined) continue;
      this.#renew(userId);
      this.#begin(userId);
    }
  }

  receive({ userId, message }: TopologyEvents['message']): void {
    if (message.type === 'video:want') {
      this.#person(userId).want(message);
      this.#apply(userId);
      this.#fitCamera();
    } else if (message.type === 'video:limited') {
      this.#options.tell({ type: 'measured', userId, about: { picture: message.picture } });
    }
  }

  /** The options are others now. */
  configure(): void {
    const { bandwidth = '' } = this.#options.options();
    if (bandwidth !== this.#written) this.#read(bandwidth);
    this.refresh();
  }

  /** Throws `attribute/invalid`, `protocol/no-such-participant`. */
  limit(given: string | Bandwidth, to: readonly string[] | undefined): void {
    const bandwidth = bandwidthOf(given);
    if (to === undefined) this.#setBandwidth = bandwidth;
    for (const userId of to ?? []) {
      if (!this.#others().some((person) => person.userId === userId)) throw noSuchParticipant(userId);
      this.#person(userId).bandwidth = bandwidth;
    }
    this.refresh();
  }

  /** Whose line to the service is down has no network, most likely. */
  lookAround(): void {
    for (const { userId, presence } of this.#others()) {
      this.#people.get(userId)?.attend(presence === 'online', performance.now());
    }
  }

  /** What is sent, and to whom, may be something else now. */
  refresh(): void {
    for (const { userId } of this.#others()) this.#apply(userId);
    this.#fitCamera();
  }

  /** What the page says anew it says over what a method has set. */
  #read(bandwidth: string): void {
    this.#written = bandwidth;
    this.#setBandwidth = undefined;
    try {
      this.#bandwidth = parseBandwidth(bandwidth);
    } catch (error) {
      if (!(error instanceof RtcError)) throw error;
      this.#options.report(error);
    }
  }

  #followState(userId: string, state: TopologyEvents['state']['state'], signal: AbortSignal): void {
    if (state === 'closed') this.#forget(userId);
    if (state === 'connected') afterFirstPicture(signal, () => this.#begin(userId));
  }

  #begin(userId: string): void {
    this.#apply(userId);
    void this.#look(userId);
  }

  #forget(userId: string): void {
    this.#people.delete(userId);
    this.statistics.forget(userId);
    this.wishes.forget(userId);
  }

  #renew(userId: string): void {
    this.#person(userId).renew();
    // As the other side does, which tells only what differs from that.
    this.#options.tell({ type: 'measured', userId, about: { picture: 'full' } });
    this.wishes.greet(userId);
  }

  #lookLater(): void {
    if (this.#options.signal.aborted) return;
    const intervalMs = LOOK_INTERVAL_MS * (this.#others().length < MANY ? 1 : 2);
    this.#timer = setTimeout(() => void this.#lookAtAll().finally(() => this.#lookLater()), intervalMs);
  }

  async #lookAtAll(): Promise<void> {
    const tracks: TrackStats[] = [];
    for (const { userId, connection } of this.#others()) {
      if (connection !== 'connected') continue;
      const report = await this.#look(userId);
      if (report === undefined || this.#options.signal.aborted) continue;
      tracks.push(...report.tracks);
      this.#person(userId).look(report, performance.now());
    }
    if (this.#options.signal.aborted) return;
    this.#processor.look(processorLook(tracks));
    // A camera may have another size by now, too.
    this.refresh();
    this.#sumUp();
  }

  async #look(userId: string): Promise<ConnectionReport | undefined> {
    const report = await this.statistics.look(userId);
    const { signal, tell } = this.#options;
    if (report === undefined || signal.aborted) return undefined;
    const quality = this.#person(userId).quality.take(connectionQuality(report));
    tell({ type: 'measured', userId, about: { quality } });
    return report;
  }

  /** Tells the others what has become of our pictures, and this visitor what most of them get. */
  #sumUp(): void {
    const { state, tell, dispatch } = this.#options;
    const rules = this.#rules;
    const shows = state().participants.some(({ self, streams }) => self && streams.some(isPicture));
    const steps = this.#others().map(({ userId }) => {
      const person = this.#person(userId);
      const step = shows ? person.step(rules) : 0;
      const picture = pictureAt(step);
      if (person.told !== picture) this.#send(userId, { type: 'video:limited', picture });
      person.told = picture;
      return step;
    });
    const middle = steps.sort((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 0;
    const reason = middle === 0 ? 'none' : rules.processorStep >= middle ? 'processor' : 'network';
    const sending: Sending = Object.freeze({ picture: pictureAt(middle), reason });
    const before = state().sending;
    if (before.picture === sending.picture && before.reason === sending.reason) return;
    tell({ type: 'summed-up', about: { sending } });
    dispatch(new RtcQualityChangeEvent(sending));
  }

  /** The most anybody has room for, where the page leaves the size to us. */
  #fitCamera(): void {
    const own = this.#options.state().participants.find(({ self }) => self);
    const camera = own?.streams.find(({ source }) => source === 'camera');
    if (camera === undefined) return;
    const heights = [...this.#people.values()].flatMap((person) => person.wantedHeight(camera.streamId) ?? []);
    if (heights.length > 0) this.#cameraSize.fit(Math.max(...heights));
  }

  get #rules(): SendingRules {
    const { quality, codecs = '' } = this.#options.options();
    return {
      bandwidth: { ...this.#bandwidth, ...this.#setBandwidth },
      processorStep: this.#processor.step,
      isFull: quality === 'full',
      codecs,
    };
  }

  #apply(userId: string): void {
    const topology = this.#options.topology();
    const connection = topology?.connectionTo(userId);
    if (connection !== undefined) {
      this.#person(userId).apply(connection, topology?.announced(userId) ?? [], this.#rules);
    }
  }

  #send(userId: string, message: PeerMessageOf<'video:want' | 'video:limited'>): void {
    if (message.type === 'video:want' && this.#rules.isFull) return;
    // A connection that closes needs to be told nothing; a new one is told anew.
    this.#options
      .topology()
      ?.link(userId)
      ?.send(message)
      .catch(() => undefined);
  }

  #person(userId: string): SendingTo {
    const known = this.#people.get(userId) ?? new SendingTo(this.#parameters);
    this.#people.set(userId, known);
    return known;
  }

  #others(): RoomState['participants'] {
    return this.#options.state().participants.filter(({ self }) => !self);
  }
}

function isPicture({ kinds }: { readonly kinds: readonly string[] }): boolean {
  return kinds.includes('video');
}
