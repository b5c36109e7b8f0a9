import { delay } from '../base/abortable.js';
import type { IceServers } from '../protocol/index.js';
import type { RoomChannel } from '../signaling/signaling-client.js';
import { peerConfiguration } from './peer-configuration.js';
import type { RoomOptions } from './room-options.js';

/** A service that could not be asked is asked again after this long. */
const RETRY_MS = 10_000;

export interface FreshIceServersOptions {
  readonly channel: Pick<RoomChannel, 'admission' | 'iceServers'>;
  readonly options: () => RoomOptions;
  readonly signal: AbortSignal;
}

/**
 * What connections of one membership are made with. Credentials of relays are short-lived, calls are not: they are renewed
 * when half of their time is over, so that whoever comes late is connected at once, and a restart has time to succeed.
 */
export class FreshIceServers {
  readonly #options: FreshIceServersOptions;
  #known: IceServers;
  /** Milliseconds since the epoch: unlike a page's own clock, that one goes on while the machine sleeps. */
  #knownSince = Date.now();
  #asking: Promise<void> | undefined;

  constructor(options: FreshIceServersOptions) {
    this.#options = options;
    this.#known = options.channel.admission;
    void this.#keepFresh();
  }

  /** For a connection that is made now. */
  get configuration(): RTCConfiguration {
    return peerConfiguration(this.#options.options(), this.#known.iceServers);
  }

  /**
   * For an ICE restart: with credentials that last a while, or those at hand when the service cannot be asked, which may
   * still be good. Never rejects.
   */
  readonly renew = async (): Promise<RTCConfiguration> => {
    if (this.#msLeft() <= 0) await this.#ask();
    return this.configuration;
  };

  /** Until they should be renewed. */
  #msLeft(): number {
    const { iceTtlSeconds } = this.#known;
    // The page's own servers are the page's to keep good.
    if (iceTtlSeconds === undefined || this.#options.options().iceServers !== undefined) return Infinity;
    return this.#knownSince + iceTtlSeconds * 500 - Date.now();
  }

  async #keepFresh(): Promise<void> {
    const { channel, signal } = this.#options;
    const halfMs = (channel.admission.iceTtlSeconds ?? 0) * 500;
    if (halfMs === 0) return;
    try {
      for (;;) {
        const left = this.#msLeft();
        await delay(left > 0 ? Math.min(left, halfMs) : RETRY_MS, signal);
        if (this.#msLeft() <= 0) await this.#ask();
      }
    } catch {
      // Only the end of the membership rejects here.
    }
  }

  /** Resolves when there are new ones, or none are to be had now. Several that ask at once are one request. */
  #ask(): Promise<void> {
    this.#asking ??= this.#options.channel
      .iceServers()
      .then(
        (servers) => {
          this.#known = servers;
          this.#knownSince = Date.now();
        },
        // Without a line to the service, say. It is asked again soon, and a restart does with what there is.
        () => undefined,
      )
      .finally(() => (this.#asking = undefined));
    return this.#asking;
  }
}
