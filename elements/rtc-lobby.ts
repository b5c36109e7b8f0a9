import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { RoomController, type RoomListing, type RoomState } from '../src/index.js';
import { failureStyles } from './failure-styles.js';
import { LazyViewElement } from './lazy-view-element.js';
import type * as lobbyView from './lobby-view.js';
import { reported } from './reported.js';
import { isEngaged } from './room-capabilities.js';
import { resolved } from './room-config.js';
import { RtcLobbyChooseEvent } from './rtc-lobby-choose-event.js';
import { RtcRoomElement } from './rtc-room.js';
import { themeStyles } from './theme-styles.js';

/**
 * The public rooms of one identifier, as they come and go. Choosing one dispatches `rtc-lobby-choose`; with a room of its
 * own (`for`, `room`, or one around it) that room then goes there, unless the page prevents it.
 *
 * @attr identifier - which list: that of rooms with the same `listed`; empty is the list without a name
 * @attr server - URL of the signaling service, where there is no room to ask; by default where the script came from
 * State: `room-count`.
 * @slot empty - shown while there is no room
 * @csspart list, room, name, note - all rooms, the button of one, its name, what is to be known of it
 */
export class RtcLobbyElement extends LazyViewElement<typeof lobbyView> {
  static override styles = [themeStyles, failureStyles];

  @property() identifier: string | null = '';
  @property() server: string | null | undefined;

  /** Undefined until the list has come. */
  @state() private rooms: readonly RoomListing[] | undefined;
  @state() private unreachable = false;

  #own: { readonly server: string; readonly controller: RoomController } | undefined;
  #watched: readonly unknown[] = [];
  #watch = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override slice({ name, status }: RoomState): readonly unknown[] {
    return [name, status];
  }

  protected override fetchScript(): Promise<typeof lobbyView> {
    return import('./lobby-view.js');
  }

  protected override draw({ renderLobby }: typeof lobbyView): TemplateResult {
    const { name, status } = this.roomState;
    return renderLobby({
      rooms: this.rooms,
      unreachable: this.unreachable,
      current: isEngaged(status) ? name : undefined,
      choose: (room) => this.#choose(room),
      retry: () => this.#start(),
    });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.states.write({ 'room-count': this.rooms?.length ?? 0 });
    if (!this.isConnected) return;
    const asked = [this.#source, this.identifier ?? ''];
    if (asked.every((part, index) => part === this.#watched[index])) return;
    this.#stop();
    this.#watched = asked;
    this.#start();
  }

  /** The room's controller; one of the element's own where no room is named. */
  get #source(): RoomController | undefined {
    if (this.controller !== undefined || this.room !== undefined || this.for) return this.controller;
    const server = this.server ? resolved(this.server) : (RtcRoomElement.serverOrigin ?? location.origin);
    if (this.#own?.server !== server) {
      this.#own = { server, controller: new RoomController({ options: { server }, eventTarget: this }) };
    }
    return this.#own.controller;
  }

  #start(): void {
    const source = this.#source;
    if (source === undefined) return;
    this.#watch.abort();
    this.#watch = new AbortController();
    const { signal } = this.#watch;
    this.unreachable = false;
    const took = (rooms: readonly RoomListing[]): void => {
      if (!signal.aborted) this.rooms = rooms;
    };
    source.watchRooms(this.identifier ?? '', took, { signal }).catch(() => {
      // The controller has told the page what it was.
      if (!signal.aborted) this.unreachable = true;
    });
  }

  #stop(): void {
    this.#watch.abort();
    this.#watched = [];
    this.rooms = undefined;
  }

  #choose(name: string): void {
    if (!this.dispatchEvent(new RtcLobbyChooseEvent(name)) || this.controller === undefined) return;
    reported(goTo(this.controller, name));
  }
}

async function goTo(room: RoomController, name: string): Promise<void> {
  const { state } = room;
  if (isEngaged(state.status) && state.name === name) return;
  await room.leave();
  room.configure({ name });
  await room.join();
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-lobby': RtcLobbyElement;
  }
}
