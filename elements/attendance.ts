import type { RoomController } from '../src/index.js';
import { reported } from './reported.js';
import { isEngaged } from './room-capabilities.js';
import { roomOptions, type RoomConfig } from './room-config.js';

export interface AttendanceHost extends RoomConfig {
  readonly autoJoin: boolean;
  readonly controller: RoomController;
}

/**
 * Which room the page's attributes name, and being there: hands them to the controller, goes to another room only when
 * name or server are another, joins by itself once for each.
 */
export class Attendance {
  readonly #host: AttendanceHost;
  /** Name and server of the last configuration. */
  #place = '';
  #joinedByItself: string | undefined;

  constructor(host: AttendanceHost) {
    this.#host = host;
  }

  /** `origin` is the service when the page names none. */
  configure(origin: string | undefined): void {
    const { controller } = this.#host;
    const options = roomOptions(this.#host, origin);
    const place = JSON.stringify([options.name, options.server]);
    const moved = this.#place !== '' && this.#place !== place;
    this.#place = place;
    controller.configure(options);
    if (!moved || !isEngaged(controller.state.status)) return;
    this.#joinedByItself = place;
    reported(controller.leave().then(() => controller.join()));
  }

  autoJoin(): void {
    const named = roomOptions(this.#host, undefined).name !== undefined;
    if (!this.#host.autoJoin || !named || this.#joinedByItself === this.#place) return;
    this.#joinedByItself = this.#place;
    reported(this.#host.controller.join());
  }

  /** Leaves. Whoever comes back later may be joined anew. */
  end(): void {
    this.#joinedByItself = undefined;
    reported(this.#host.controller.leave());
  }
}
