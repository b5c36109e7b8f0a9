import { abortable } from '../base/abortable.js';
import type { FreshIceServers } from './fresh-ice-servers.js';
import type { RoomHooks } from './room-hooks.js';

/** How long a page's hook may hold up the first connections. */
const FIRST_TIMEOUT_MS = 5_000;

/** What connections are made with: what the room says, as the page's hook changes it, if it has one. */
export class ConnectionConfiguration {
  readonly #ice: Pick<FreshIceServers, 'configuration' | 'renew'>;
  readonly #hook: NonNullable<RoomHooks['configuration']> | undefined;
  /** What the hook made last, and of what. */
  #hooked: { readonly from: string; readonly result: RTCConfiguration } | undefined;

  constructor(ice: Pick<FreshIceServers, 'configuration' | 'renew'>, { configuration }: RoomHooks) {
    this.#ice = ice;
    this.#hook = configuration;
  }

  /** Resolves once `current` is what the hook wants; at once without a hook. Never rejects. */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#hook === undefined) return;
    const enough = AbortSignal.any([signal, AbortSignal.timeout(FIRST_TIMEOUT_MS)]);
    // A hook that fails or takes too long does not keep anybody from calling.
    await abortable(this.renew(), enough).catch(() => undefined);
  }

  /** For a connection that is made now. */
  get current(): RTCConfiguration {
    const { configuration } = this.#ice;
    if (this.#hook === undefined || this.#hooked === undefined) return configuration;
    // New credentials meanwhile: this one does with the old ones, the next has the new.
    if (this.#hooked.from !== JSON.stringify(configuration)) this.renew().catch(() => undefined);
    return this.#hooked.result;
  }

  /** Rejects with what the hook rejects with. */
  async renew(): Promise<RTCConfiguration> {
    const configuration = await this.#ice.renew();
    if (this.#hook === undefined) return configuration;
    const result = await this.#hook(configuration);
    this.#hooked = { from: JSON.stringify(configuration), result };
    return result;
  }
}
