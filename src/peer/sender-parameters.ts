import type { QualityStep } from './quality-steps.js';
import { inTurn } from './sender-turn.js';

/** What somebody wants of a picture: pixels it has room for, and how often it must change. Nothing at all: no pixels. */
export interface PictureWish {
  readonly width: number;
  readonly height: number;
  /** Frames per second; `undefined` for as many as there are. */
  readonly frameRate?: number | undefined;
}

/** How one track is sent to one person. */
export interface Encoding {
  readonly active: boolean;
  readonly scaleResolutionDownBy: number;
  /** Frames per second. */
  readonly maxFramerate: number | undefined;
  /** bit/s. */
  readonly maxBitrate: number | undefined;
  /** Where the line is poor, frames are given up and not pixels. */
  readonly keepsPixels: boolean;
}

export interface PictureEncodingOptions {
  readonly track: Pick<MediaTrackSettings, 'width' | 'height'>;
  /** `undefined`: everything there is. */
  readonly wish: PictureWish | undefined;
  readonly step: QualityStep;
  /** The page's own limit, kbit/s. */
  readonly limitKbps: number | undefined;
  /** A screen is to be read: it gives up frames, not pixels. */
  readonly isScreen: boolean;
}

/** Nothing below this is a picture of a person any more. */
const LEAST_HEIGHT = 72;
/** Less is not worth a new picture: each change of size costs a key frame. */
const LEAST_DIVISOR = 1.2;
/**
 * What a picture that is shown small is worth, in bits per pixel: talking heads look no better with more, and browsers would spend
 * 600 kbit/s on 160×90. Cost of coding, sealing and carrying goes by bits, too.
 */
const BITS_PER_PIXEL = 0.2;
const LEAST_KBPS = 120;
const USUAL_FRAME_RATE = 30;

export function pictureEncoding({ track, wish, step, limitKbps, isScreen }: PictureEncodingOptions): Encoding {
  const { width = 0, height = 0 } = track;
  // Enough to fill what it is shown in, whichever side is the longer one.
  const wanted =
    wish === undefined || wish.width === 0 || wish.height === 0
      ? 1
      : Math.max(1, Math.min(width / wish.width, height / wish.height));
  // What is small already costs little: a step that would halve the whole picture leaves it alone.
  const divisor = Math.max(wanted, isScreen ? 1 : step.divide);
  const most = height === 0 ? divisor : Math.max(1, height / LEAST_HEIGHT);
  const rates = [wish?.frameRate, step.maxFrameRate].filter((rate) => rate !== undefined);
  const frameRate = rates.length === 0 ? undefined : Math.min(...rates);
  const isSmaller = divisor >= LEAST_DIVISOR;
  const isShownSmall = wanted >= LEAST_DIVISOR;
  const scaleResolutionDownBy = isSmaller ? rounded(Math.min(divisor, most)) : 1;
  const sentPixels = (width * height) / scaleResolutionDownBy ** 2;
  return {
    active: step.video && (wish === undefined || (wish.width > 0 && wish.height > 0)),
    scaleResolutionDownBy,
    maxFramerate: frameRate,
    maxBitrate: isScreen
      ? bits(limitKbps)
      : bits(
          limitKbps,
          step.maxVideoKbps,
          isShownSmall && sentPixels > 0 ? enoughKbps(sentPixels, frameRate) : undefined,
        ),
    keepsPixels: isScreen || isShownSmall,
  };
}

function enoughKbps(pixels: number, frameRate = USUAL_FRAME_RATE): number {
  return Math.max(LEAST_KBPS, Math.round((pixels * frameRate * BITS_PER_PIXEL) / 1_000));
}

/** Sound is never paused: it is the last that is given up. */
export function soundEncoding(step: QualityStep, limitKbps: number | undefined): Encoding {
  return {
    active: true,
    scaleResolutionDownBy: 1,
    maxFramerate: undefined,
    maxBitrate: bits(limitKbps, step.maxAudioKbps),
    keepsPixels: false,
  };
}

function bits(...kbps: readonly (number | undefined)[]): number | undefined {
  const limits = kbps.filter((limit) => limit !== undefined);
  return limits.length === 0 ? undefined : Math.min(...limits) * 1_000;
}

function rounded(divisor: number): number {
  return Math.round(divisor * 20) / 20;
}

/** Brings senders to encode as told, one change of a sender after another. Needs no negotiation. */
export class SenderParameters {
  readonly #wanted = new WeakMap<RTCRtpSender, Encoding>();

  /** The newest wish counts. What the browser refuses is tried again with the next one. */
  apply(sender: RTCRtpSender, encoding: Encoding): void {
    this.#wanted.set(sender, encoding);
    // Refused by a connection that is closed or was never negotiated: there is nothing to be sent.
    inTurn(sender, () => this.#set(sender, encoding)).catch(() => undefined);
  }

  async #set(sender: RTCRtpSender, encoding: Encoding): Promise<void> {
    if (this.#wanted.get(sender) !== encoding) return;
    const parameters = sender.getParameters();
    const before = JSON.stringify(parameters);
    write(parameters, encoding, sender.track);
    if (JSON.stringify(parameters) !== before) await sender.setParameters(parameters);
  }
}

function write(parameters: RTCRtpSendParameters, encoding: Encoding, track: MediaStreamTrack | null): void {
  const [current] = parameters.encodings as RTCRtpEncodingParameters[] | [];
  if (current === undefined) return;
  const { active, scaleResolutionDownBy, maxFramerate, maxBitrate, keepsPixels } = encoding;
  current.active = active;
  // What is not limited any more must be gone: there is no value for it.
  if (maxBitrate === undefined) delete current.maxBitrate;
  else current.maxBitrate = maxBitrate;
  if (maxFramerate === undefined) delete current.maxFramerate;
  if (track?.kind !== 'video') return;
  current.scaleResolutionDownBy = scaleResolutionDownBy;
  if (maxFramerate !== undefined) current.maxFramerate = maxFramerate;
  // Not told so, Firefox sends a screen of 600 lines with 225 at first, and after 20 s with 300: nobody can read that. Chromium makes
  // thumbnails of 45 lines at times, and what it has made smaller by half stays so for 15 s when it is shown large.
  if (keepsPixels) parameters.degradationPreference = 'maintain-resolution';
  else delete parameters.degradationPreference;
}
