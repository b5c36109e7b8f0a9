import { limitFor, type Bandwidth } from '../peer/bandwidth.js';
import { networkLook, SteadyQuality } from '../peer/connection-quality.js';
import { hintContent, isToBeRead } from '../peer/content-hints.js';
import { QUALITY_STEPS, QualityLadder, type QualityStep } from '../peer/quality-steps.js';
import {
  pictureEncoding,
  soundEncoding,
  type Encoding,
  type PictureWish,
  type SenderParameters,
} from '../peer/sender-parameters.js';
import type { ConnectionReport } from '../peer/stats.js';
import type { MediaKind, PeerMessageOf, Picture, Publication } from '../protocol/index.js';

export interface SendingRules {
  /** What the page allows, to everybody. */
  readonly bandwidth: Bandwidth;
  /** The step the machine is up to. */
  readonly processorStep: number;
  /** Everything is sent in full, whatever is wanted or possible. */
  readonly isFull: boolean;
  /** The page's choice of codecs, which may say what a sound is. */
  readonly codecs: string;
}

/**
 * So long after a way was lost, browsers still report what was lost with it: the other side tells of sound every five seconds
 * (RFC 3550 §6.2). Taken for a bad line, an outage of a second cost the pictures, which came back 10 to 25 s later.
 */
const SETTLING_MS = 6_000;

/** What is sent to one person: as much as it wants, the page allows, and line and machine can. */
export class SendingTo {
  readonly #ladder = new QualityLadder();
  readonly quality = new SteadyQuality();
  /** What the page allows to this person alone. */
  bandwidth: Bandwidth | undefined;
  /** What this person was told of its pictures. */
  told: Picture = 'full';
  #wishes: ReadonlyMap<string, PictureWish> = new Map();
  #way: string | undefined;
  #isThere = true;
  #movedAt = -Infinity;
  readonly #parameters: SenderParameters;

  constructor(parameters: SenderParameters) {
    this.#parameters = parameters;
  }

  /** The other side knows nothing of before. */
  renew(): void {
    this.#wishes = new Map();
    this.told = 'full';
    this.#way = undefined;
  }

  /** Takes what a look at the connection found, at `now` by the page's clock. */
  look(report: ConnectionReport, now: number): void {
    const { way } = report;
    if (this.#way !== undefined && way !== undefined && way !== this.#way) this.moved(now);
    this.#way = way ?? this.#way;
    if (now - this.#movedAt >= SETTLING_MS) this.#ladder.look(networkLook(report));
  }

  /** Whether this person's own line to the service stands. */
  attend(isThere: boolean, now: number): void {
    if (isThere !== this.#isThere) this.moved(now);
    this.#isThere = isThere;
  }

  /** What connects the two is another network, or was none for a while: what gets lost meanwhile says nothing of the line. */
  moved(now: number): void {
    this.#movedAt = now;
  }

  want({ wishes }: PeerMessageOf<'video:want'>): void {
    this.#wishes = new Map(wishes.map(({ streamId, ...wish }) => [streamId, wish]));
  }

  /** The step of the ladder everything goes by now. */
  step({ processorStep, isFull }: SendingRules): number {
    return isFull ? 0 : Math.max(this.#ladder.step, processorStep);
  }

  /** Lines this person has room for of what we show, at most; `undefined` where it did not say. */
  wantedHeight(streamId: string): number | undefined {
    return this.#wishes.get(streamId)?.height;
  }

  apply(connection: RTCPeerConnection, announced: readonly Publication[], rules: SendingRules): void {
    const step: QualityStep = QUALITY_STEPS[this.step(rules)] ?? QUALITY_STEPS[0];
    const senders = new Map(connection.getTransceivers().map(({ mid, sender }) => [mid, sender]));
    for (const publication of announced) {
      for (const kind of publication.kinds) {
        const sender = senders.get(publication.mids[kind] ?? null);
        if (sender === undefined) continue;
        this.#parameters.apply(sender, this.#encoding(publication, kind, sender, step, rules));
      }
    }
  }

  #encoding(
    { streamId, source }: Publication,
    kind: MediaKind,
    { track }: RTCRtpSender,
    step: QualityStep,
    { bandwidth, isFull, codecs }: SendingRules,
  ): Encoding {
    if (track !== null) hintContent(track, source, codecs);
    const limitKbps = limitFor({ ...bandwidth, ...this.bandwidth }, source, kind);
    if (kind === 'audio') return soundEncoding(step, limitKbps);
    return pictureEncoding({
      track: track?.getSettings() ?? {},
      wish: isFull ? undefined : this.#wishes.get(streamId),
      step,
      limitKbps,
      isScreen: track === null ? source === 'screen' : isToBeRead(track, source),
    });
  }
}

/** In the words people are told. */
export function pictureAt(step: number): Picture {
  if (step === 0) return 'full';
  return QUALITY_STEPS[step]?.video === true ? 'reduced' : 'paused';
}
