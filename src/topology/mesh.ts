import * as v from 'valibot';
import { TypedEventTarget } from '../base/typed-event-target.js';
import type { DescriptionRules } from '../peer/description-rules.js';
import { OPEN_FLOW } from '../peer/publications.js';
import { PeerSignalSchema, RtcError, type PeerSignal, type Publication, type Slot } from '../protocol/index.js';
import { Acquaintance } from './acquaintance.js';
import type { ConnectionTerms, MeshRules } from './attempt.js';
import { EarlySignals } from './early-signals.js';
import { meshPlan, type Company } from './mesh-plan.js';
import { timeLimited } from './time-limited.js';
import type { Link, Terms, Topology, TopologyEvents } from './topology.js';

export interface MeshOptions {
  /** Read for each new connection. */
  readonly configuration: () => RTCConfiguration;
  /** Servers and credentials that are good now; asked before ICE is restarted and before a connection is made anew.
   * Waited for for two seconds; when it fails or takes longer, `configuration` has to do. */
  readonly renewConfiguration?: (() => Promise<RTCConfiguration>) | undefined;
  readonly slots: readonly Slot[];
  readonly rules?: MeshRules;
  /** How the page wants media described. */
  readonly descriptions?: DescriptionRules | undefined;
  /** Hands a signal for `to` to the service. Resolves when that has taken it, or will not; never rejects. */
  readonly send: (to: string, signal: PeerSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Each is connected directly with each other, as far as the room's direction connects them. A media connection has
 * nothing to do with the line to the service: it ends by the room's word (`arrange`), by this side's or the other's wish.
 */
export class Mesh extends TypedEventTarget<TopologyEvents> implements Topology {
  readonly #options: MeshOptions;
  readonly #terms: ConnectionTerms;
  readonly #people = new Map<string, Acquaintance>();
  readonly #early = new EarlySignals();
  #plan: ReturnType<typeof meshPlan> = new Map();
  #termsWith: (userId: string) => Terms = () => ({ publications: [], flow: OPEN_FLOW });

  constructor(options: MeshOptions) {
    super();
    this.#options = options;
    const { configuration, renewConfiguration, slots, rules = {}, descriptions, signal } = options;
    this.#terms = {
      slots,
      rules,
      descriptions,
      configuration,
      renew: renewConfiguration && timeLimited(renewConfiguration, configuration, signal),
      with: (userId) => this.#termsWith(userId),
    };
  }

  arrange(company: Company): void {
    if (this.#options.signal.aborted) return;
    this.#plan = meshPlan(company);
    const present = new Map(company.members.map((member) => [member.userId, member]));
    for (const [userId, person] of this.#people) {
      if (present.has(userId)) continue;
      this.#people.delete(userId);
      person.forget();
    }
    for (const [userId, person] of this.#people) {
      person.plan(this.#plan.get(userId));
      person.away(present.get(userId)?.presence === 'suspended');
    }
    for (const [userId, planned] of this.#plan) {
      this.#acquaintance(userId).plan(planned);
      for (const signal of this.#early.take(userId)) this.#acquaintance(userId).receive(signal);
    }
  }

  disconnectFrom(userId: string): void {
    this.#acquaintance(userId).disconnect();
  }

  reconnectTo(userId: string): void {
    this.#acquaintance(userId).reconnect();
  }

  heal(): void {
    for (const person of this.#people.values()) person.heal();
  }

  networkChanged(): void {
    for (const person of this.#people.values()) person.networkChanged();
  }

  receive(userId: string, signal: unknown): void {
    const parsed = v.safeParse(PeerSignalSchema, signal);
    if (!parsed.success) {
      const error = new RtcError('protocol/invalid', 'A peer sent a signal that is none.', { severity: 'info' });
      this.emit('error', { userId, error });
    } else if (this.#plan.has(userId)) {
      this.#acquaintance(userId).receive(parsed.output);
    } else {
      this.#early.hold(userId, parsed.output);
    }
  }

  agree(termsWith: (userId: string) => Terms): void {
    this.#termsWith = termsWith;
    for (const person of this.#people.values()) person.agree();
  }

  link(userId: string): Link | undefined {
    return this.#people.get(userId)?.link;
  }

  announced(userId: string): readonly Publication[] {
    return this.#people.get(userId)?.announced ?? [];
  }

  connectionTo(userId: string): RTCPeerConnection | undefined {
    return this.#people.get(userId)?.connection;
  }

  #acquaintance(userId: string): Acquaintance {
    const known = this.#people.get(userId);
    if (known !== undefined) return known;
    const { send, signal } = this.#options;
    const person = new Acquaintance({
      userId,
      terms: this.#terms,
      send: (outgoing) => send(userId, outgoing),
      tell: (type, detail) => this.emit(type, detail),
      signal,
    });
    this.#people.set(userId, person);
    return person;
  }
}
