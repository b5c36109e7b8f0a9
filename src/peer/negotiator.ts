import { SerialQueue } from '../base/serial-queue.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import { RtcError, type Candidate } from '../protocol/index.js';
import { permits, permittedSdp, type CandidateRules } from './candidate-rules.js';
import { keepingDtlsRole } from './dtls-role.js';
import { gathered } from './gathered.js';

/** With what TypeScript does not know yet: how a relayed one reaches its TURN server (W3C webrtc-pc §4.8.1). */
type OwnCandidate = RTCIceCandidate & { readonly relayProtocol?: string | null };

/** What a page may want of every negotiation. */
export interface NegotiationRules {
  /** Off: a description waits for its candidates and carries them all. On by default. */
  readonly trickle?: boolean;
  /** Which candidates are told of and taken. */
  readonly candidates?: CandidateRules | undefined;
  /** Changes what comes from the other side before it is applied. */
  readonly remoteDescription?: ((description: RTCSessionDescriptionInit) => RTCSessionDescriptionInit) | undefined;
}

export interface NegotiatorOptions extends NegotiationRules {
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

export interface NegotiatorEvents {
  /** To be sent to the other side, in this order. */
  description: { readonly type: 'offer' | 'answer'; readonly sdp: string };
  candidate: Candidate;
  step: NegotiationStep;
  error: RtcError;
  /** The browser refused a description: this connection may never be stable again. */
  stuck: null;
}

/** How far a negotiation is, for whoever watches. */
export type NegotiationStep =
  | { readonly type: 'negotiation-started' }
  | { readonly type: 'local-description' | 'remote-description'; readonly description: RTCSessionDescriptionInit }
  | { readonly type: 'negotiation-completed' };

/**
 * Perfect negotiation (W3C webrtc-pc §10.7) for one connection, but for the first exchange, in which only one side
 * may offer. Remote descriptions are applied one after another, in the order they came, and candidates after the description they
 * came behind: while its answer is still being made, and all of a signal at once.
 */
export class Negotiator extends TypedEventTarget<NegotiatorEvents> {
  readonly #connection: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #signal: AbortSignal;
  readonly #rules: NegotiationRules;
  readonly #incoming = new SerialQueue();
  /** Resolves when what came last has taken effect, or will not. */
  #applied: Promise<void> = Promise.resolve();
  #mayOffer: boolean;
  #makingOffer = false;
  #ignoringOffer = false;

  constructor({ connection, initiates, polite, signal, ...rules }: NegotiatorOptions) {
    super();
    this.#connection = connection;
    this.#polite = polite;
    this.#signal = signal;
    this.#rules = rules;
    this.#mayOffer = initiates;
    connection.addEventListener('negotiationneeded', () => void this.#offer(), { signal });
    connection.addEventListener(
      'icecandidate',
      ({ candidate }) => {
        if (candidate !== null && rules.trickle !== false) this.#announceCandidate(candidate);
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
    let isApplied!: () => void;
    this.#applied = new Promise((resolve) => (isApplied = resolve));
    const done = this.#incoming.run(() =>
      this.#guard('stuck', () =>
        this.#applyDescription(description, () => {
          applied();
          isApplied();
        }),
      ),
    );
    void done.then(isApplied);
    return done;
  }

  /**
   * One after the other, each waiting for the one before, four candidates took 34 ms of a join: the browser has a queue of its own
   * (W3C webrtc-pc §4.4.1.2).
   */
  async receiveCandidates(candidates: readonly RTCIceCandidateInit[]): Promise<void> {
    await this.#applied;
    await Promise.all(candidates.map((candidate) => this.#guard('goes-on', () => this.#applyCandidate(candidate))));
  }

  async #offer(): Promise<void> {
    if (!this.#mayOffer || this.#signal.aborted) return;
    await this.#guard('stuck', async () => {
      this.emit('step', { type: 'negotiation-started' });
      this.#makingOffer = true;
      try {
        // Without argument the browser makes the description that fits its state when this turn comes.
        await this.#connection.setLocalDescription();
      } finally {
        this.#makingOffer = false;
      }
      await this.#announceLocal();
    });
  }

  async #applyDescription(received: RTCSessionDescriptionInit, applied: () => void): Promise<void> {
    const connection = this.#connection;
    // An answer to an offer that was rolled back.
    if (received.type === 'answer' && connection.signalingState !== 'have-local-offer') return;
    const collides = received.type === 'offer' && (this.#makingOffer || connection.signalingState !== 'stable');
    this.#ignoringOffer = collides && !this.#polite;
    if (this.#ignoringOffer) return;
    if (received.type === 'offer') this.emit('step', { type: 'negotiation-started' });
    const { remoteDescription = unchanged, candidates } = this.#rules;
    const description = remoteDescription({ ...received, sdp: permittedSdp(candidates, received.sdp ?? '') });
    // Rolls back our own offer when it collides.
    await connection.setRemoteDescription(description);
    this.emit('step', { type: 'remote-description', description });
    this.#mayOffer = true;
    applied();
    if (description.type !== 'offer') {
      this.emit('step', { type: 'negotiation-completed' });
      return;
    }
    await connection.setLocalDescription();
    await this.#announceLocal();
  }

  async #applyCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!permits(this.#rules.candidates, candidate.candidate ?? '')) return;
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // Candidates of an offer that lost to ours, or of a generation that is over, belong to nothing.
      if (!this.#ignoringOffer && this.#belongs(candidate)) throw error;
    }
  }

  #belongs({ usernameFragment }: RTCIceCandidateInit): boolean {
    const sdp = this.#connection.remoteDescription?.sdp ?? '';
    return typeof usernameFragment !== 'string' || sdp.includes(`a=ice-ufrag:${usernameFragment}`);
  }

  #announceCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment, relayProtocol }: OwnCandidate): void {
    if (!permits(this.#rules.candidates, candidate, relayProtocol)) return;
    this.emit('candidate', { candidate, sdpMid, sdpMLineIndex, usernameFragment });
  }

  async #announceLocal(): Promise<void> {
    const made = this.#connection.localDescription;
    if (made === null || (made.type !== 'offer' && made.type !== 'answer')) return;
    this.emit('step', { type: 'local-description', description: made });
    if (made.type === 'answer') this.emit('step', { type: 'negotiation-completed' });
    if (this.#rules.trickle === false) await gathered(this.#connection, this.#signal);
    const description = this.#connection.localDescription;
    // It may have been rolled back while its candidates were gathered.
    if (description === null || originOf(description) !== originOf(made)) return;
    const sdp = keepingDtlsRole(this.#connection, made.type, description.sdp);
    this.emit('description', { type: made.type, sdp: permittedSdp(this.#rules.candidates, sdp) });
  }

  /** A failed step is reported; the connection lives on. */
  async #guard(afterwards: 'stuck' | 'goes-on', step: () => Promise<void>): Promise<void> {
    if (this.#signal.aborted) return;
    try {
      await step();
    } catch (cause) {
      if (this.#signal.aborted) return;
      this.emit(
        'error',
        new RtcError('connection/description-refused', 'The browser refused a step of the negotiation.', { cause }),
      );
      if (afterwards === 'stuck') this.emit('stuck', null);
    }
  }
}

function unchanged(description: RTCSessionDescriptionInit): RTCSessionDescriptionInit {
  return description;
}

/** The line that is another one in every description a connection makes (RFC 8866 §5.2; RFC 9429 §5.2.2). */
function originOf({ sdp }: RTCSessionDescription): string | undefined {
  return /^o=.*$/m.exec(sdp)?.[0];
}
