import { SerialQueue } from '../base/serial-queue.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import { RtcError } from '../protocol/index.js';

export interface IceCandidateFields {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
  readonly usernameFragment: string | null;
}

export interface NegotiatorOptions {
  readonly connection: RTCPeerConnection;
  /**
   * Whether this side makes the first offer. The other holds its own until it has answered: two first offers of
   * different shape that cross break the data channels in Chromium (0 of 12 rounds connected).
   */
  readonly initiates: boolean;
  /** Who gives way when, later on, two offers cross. */
  readonly polite: boolean;
  readonly signal: AbortSignal;
}

/** More than any browser gathers; what comes beyond is not from one. */
const MAX_EARLY_CANDIDATES = 256;

export interface NegotiatorEvents {
  /** To be sent to the other side, in this order. */
  description: { readonly type: 'offer' | 'answer'; readonly sdp: string };
  candidate: IceCandidateFields;
  error: RtcError;
}

/**
 * Perfect negotiation (W3C webrtc-pc §10.7) for one connection, but for the first exchange, in which only one side
 * may offer. Remote descriptions and candidates are applied one after another, in the order they came.
 */
export class Negotiator extends TypedEventTarget<NegotiatorEvents> {
  readonly #connection: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #signal: AbortSignal;
  readonly #incoming = new SerialQueue();
  /** Candidates that overtook the description they belong to. */
  #early: RTCIceCandidateInit[] = [];
  #mayOffer: boolean;
  #makingOffer = false;
  #ignoringOffer = false;

  constructor({ connection, initiates, polite, signal }: NegotiatorOptions) {
    super();
    this.#connection = connection;
    this.#polite = polite;
    this.#signal = signal;
    this.#mayOffer = initiates;
    connection.addEventListener('negotiationneeded', () => void this.#offer(), { signal });
    connection.addEventListener(
      'icecandidate',
      ({ candidate }) => {
        if (candidate === null) return;
        const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
        this.emit('candidate', { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment });
      },
      { signal },
    );
  }

  /**
   * Makes the first offer now, where this side makes it. `negotiationneeded` would ask for it too, but behind whatever
   * else the page does on joining: 4 ms later alone, 12 ms until the first picture (bench/join).
   */
  start(): void {
    void this.#offer();
  }

  /**
   * Applies an offer or answer of the other side, and answers an offer unless it loses to one of ours. `applied` runs
   * when the description has taken effect and its transceivers are there, before the answer is made.
   */
  receiveDescription(description: RTCSessionDescriptionInit, applied: () => void): Promise<void> {
    return this.#incoming.run(() => this.#guard(() => this.#applyDescription(description, applied)));
  }

  receiveCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    return this.#incoming.run(() => this.#guard(() => this.#applyCandidate(candidate)));
  }

  async #offer(): Promise<void> {
    if (!this.#mayOffer || this.#signal.aborted) return;
    await this.#guard(async () => {
      this.#makingOffer = true;
      try {
        // Without argument the browser makes the description that fits its state when this turn comes.
        await this.#connection.setLocalDescription();
        this.#announceLocal();
      } finally {
        this.#makingOffer = false;
      }
    });
  }

  async #applyDescription(description: RTCSessionDescriptionInit, applied: () => void): Promise<void> {
    const connection = this.#connection;
    // An answer to an offer that was rolled back, or a repeated one.
    if (description.type === 'answer' && connection.signalingState !== 'have-local-offer') return;
    const collides = description.type === 'offer' && (this.#makingOffer || connection.signalingState !== 'stable');
    this.#ignoringOffer = collides && !this.#polite;
    if (this.#ignoringOffer) return;
    // Rolls back our own offer when it collides.
    await connection.setRemoteDescription(description);
    this.#mayOffer = true;
    applied();
    const early = this.#early;
    this.#early = [];
    for (const candidate of early) await this.#applyCandidate(candidate);
    if (description.type !== 'offer') return;
    await connection.setLocalDescription();
    this.#announceLocal();
  }

  async #applyCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.#connection.remoteDescription === null) {
      if (this.#early.length < MAX_EARLY_CANDIDATES) this.#early.push(candidate);
      return;
    }
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // Candidates of an offer that lost to ours belong to nothing.
      if (!this.#ignoringOffer) throw error;
    }
  }

  #announceLocal(): void {
    const description = this.#connection.localDescription;
    if (description === null || (description.type !== 'offer' && description.type !== 'answer')) return;
    this.emit('description', { type: description.type, sdp: description.sdp });
  }

  /** A failed step is reported; the connection lives on, the next exchange may heal it. */
  async #guard(step: () => Promise<void>): Promise<void> {
    if (this.#signal.aborted) return;
    try {
      await step();
    } catch (cause) {
      if (this.#signal.aborted) return;
      this.emit(
        'error',
        new RtcError('connection/description-refused', 'The browser refused a step of the negotiation.', { cause }),
      );
    }
  }
}
