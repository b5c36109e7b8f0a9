import { may, type RoomController, type RoomOptions } from '../src/index.js';
import { reported } from './reported.js';
import { isEngaged, isInCall, oneself } from './room-capabilities.js';
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
  /** What the attributes said the last time. */
  #said: RoomOptions | undefined;
  #joinedByItself: string | undefined;

  constructor(host: AttendanceHost) {
    this.#host = host;
  }

  get isConfigured(): boolean {
    return this.#said !== undefined;
  }

  /** `origin` is the service when the page names none. */
  configure(origin: string | undefined): void {
    const { controller } = this.#host;
    const before = this.#said;
    const options = roomOptions(this.#host, origin);
    this.#said = options;
    const news = newsIn(options, before);
    if (Object.keys(news).length === 0) return;
    controller.configure(news);
    const { status } = controller.state;
    if (before === undefined || !isEngaged(status)) return;
    if (placeOf(before) !== placeOf(options)) {
      this.#joinedByItself = placeOf(options);
      reported(controller.leave().then(() => controller.join()));
    } else if ('password' in news && isInCall(status)) this.#changePassword();
  }

  autoJoin(): void {
    if (this.#said === undefined) return;
    const place = placeOf(this.#said);
    if (!this.#host.autoJoin || this.#said.name === undefined || this.#joinedByItself === place) return;
    this.#joinedByItself = place;
    reported(this.#host.controller.join());
  }

  /** Leaves, and can be called no more. Whoever comes back later may be joined anew. */
  end(): void {
    const { controller } = this.#host;
    this.#joinedByItself = undefined;
    this.#said = undefined;
    controller.configure({ reachableAs: undefined });
    reported(controller.leave());
  }

  /** The attribute of somebody who may not change it is for the next join. */
  #changePassword(): void {
    const { controller } = this.#host;
    const role = oneself(controller.state)?.role;
    if (role === undefined || !may(role, 'set-password')) return;
    reported(controller.setPassword(this.#said?.password ?? ''));
  }
}

/** What the page says anew: what a script or a lobby has set since then holds. */
function newsIn(options: RoomOptions, before: RoomOptions | undefined): RoomOptions {
  const news = Object.entries(options).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before?.[name as keyof RoomOptions]),
  );
  return before === undefined ? options : Object.fromEntries(news);
}

function placeOf({ name, server }: RoomOptions): string {
  return JSON.stringify([name, server]);
}
