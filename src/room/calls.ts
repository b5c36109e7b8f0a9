import { RtcError } from '../protocol/index.js';
import type { CallLine, IncomingCall, SignalingClient } from '../signaling/signaling-client.js';
import { RtcCallEndedEvent, RtcCallEvent } from './room-events.js';
import type { Snapshots } from './snapshots.js';

export interface CallsOptions {
  readonly snapshots: Snapshots;
  readonly client: () => Promise<SignalingClient>;
}

/** Calling people by name, and being called. */
export class Calls {
  readonly #options: CallsOptions;
  #line: CallLine | undefined;
  #lifetime = new AbortController();
  #name: string | undefined;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Under this name from now on; without one, not at all. The same name again changes nothing. */
  reachableAs(name: string | undefined): void {
    const wanted = name === '' ? undefined : name;
    if (wanted === this.#name) return;
    this.#name = wanted;
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    this.#line = undefined;
    for (const { callId } of this.#options.snapshots.state.calls) this.#over(callId);
    if (wanted !== undefined) void this.#open(wanted, this.#lifetime.signal);
  }

  /** Resolves with the room of the two when it is answered. Rejects with `call/…`. */
  async call(name: string, displayName: string, signal: AbortSignal): Promise<string> {
    return (await this.#options.client()).call(name, displayName, { signal });
  }

  /** Resolves with the room of the two. Rejects with `call/unknown` when it rings no more. */
  async answer(callId: string): Promise<string> {
    const room = await this.#ringing(callId).answer(callId);
    this.#over(callId);
    return room;
  }

  async decline(callId: string): Promise<void> {
    await this.#ringing(callId).decline(callId);
    this.#over(callId);
  }

  async #open(name: string, signal: AbortSignal): Promise<void> {
    const { snapshots, client } = this.#options;
    let isReported = false;
    while (!signal.aborted) {
      try {
        const line = await (await client()).reachableAs(name, { signal });
        line.on('rang', (call) => this.#ring(call), { signal });
        line.on(
          'ended',
          (ended) => {
            if (this.#over(ended.callId)) snapshots.dispatch(new RtcCallEndedEvent(ended));
          },
          { signal },
        );
        this.#line = line;
        return;
      } catch (error) {
        if (signal.aborted || !(error instanceof RtcError)) return;
        if (!isReported) snapshots.report(error);
        isReported = true;
        // A service that is away comes back; each try waits for it as long as a connection may take.
        if (error.code !== 'signaling/unreachable') return;
      }
    }
  }

  #ring(call: IncomingCall): void {
    const { snapshots } = this.#options;
    snapshots.tell({ type: 'rang', call });
    const wanted = snapshots.dispatch(new RtcCallEvent(call));
    // It may be over by then, and then there is nothing to decline.
    if (!wanted) this.decline(call.callId).catch(() => undefined);
  }

  #ringing(callId: string): CallLine {
    const rings = this.#options.snapshots.state.calls.some((call) => call.callId === callId);
    if (this.#line !== undefined && rings) return this.#line;
    throw new RtcError('call/unknown', 'This call does not ring any more.');
  }

  /** Returns whether it did ring until now. */
  #over(callId: string): boolean {
    const { snapshots } = this.#options;
    const before = snapshots.state;
    snapshots.tell({ type: 'call-ended', callId });
    return snapshots.state !== before;
  }
}
