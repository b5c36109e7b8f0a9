import { RtcError } from '../protocol/index.js';
import type { Calls, CallsOptions } from './calls.js';
import { callRoom } from './resolved-options.js';
import type { RoomOptions } from './room-options.js';
import type { Visits } from './visits.js';

export interface CallingOptions extends CallsOptions {
  /** As they are now. */
  readonly options: () => RoomOptions;
  readonly visits: Visits;
}

/** Loads what calls people by name, for the few pages that do, and takes those who have answered to a room of their own. */
export class Calling {
  readonly #options: CallingOptions;
  #loading: Promise<Calls> | undefined;

  constructor(options: CallingOptions) {
    this.#options = options;
  }

  /** Under the name of the options from now on; without one, not at all. */
  reach(): void {
    const { options, snapshots } = this.#options;
    if (this.#loading === undefined && (options().reachableAs ?? '') === '') return;
    this.load().then(
      (calls) => calls.reachableAs(options().reachableAs),
      (error: unknown) => snapshots.report(error as RtcError),
    );
  }

  /** `connect` resolves with the room of the two. */
  talk(connect: (calls: Calls) => Promise<string>, signal: AbortSignal): Promise<void> {
    const { snapshots, visits } = this.#options;
    return snapshots.reporting(async () => {
      const room = await connect(await this.load());
      await visits.leave();
      await visits.join({ signal }, callRoom(room));
    });
  }

  /** Rejects with `signaling/unreachable`. */
  load(): Promise<Calls> {
    this.#loading ??= import('./calls.js').then(
      ({ Calls: Loaded }) => new Loaded(this.#options),
      (cause: unknown) => {
        // The next wish tries again.
        this.#loading = undefined;
        throw new RtcError('signaling/unreachable', 'The part that makes calls could not be loaded.', { cause });
      },
    );
    return this.#loading;
  }
}
