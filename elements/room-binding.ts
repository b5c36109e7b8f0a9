import { ContextEvent } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { INITIAL_ROOM_STATE, type RoomController, type RoomState } from '../src/index.js';
import { roomContext } from './room-context.js';
import { followReference, type RoomElement } from './room-reference.js';
import { Slice } from './slice.js';

/** What `.room` takes: an `rtc-room`, or the controller of a room that has no element. */
export type RoomSource = RoomController | RoomElement;

export interface RoomBindingHost extends ReactiveControllerHost, HTMLElement {
  room: RoomSource | undefined;
  for: string | undefined;
}

/**
 * The one way from a view to its room: property `.room`, else `for="id"`, else the nearest `rtc-room` around it, across
 * shadow roots. Re-renders the host when a member of the slice it draws is another object than before, not otherwise.
 */
export class RoomBinding implements ReactiveController {
  readonly #host: RoomBindingHost;
  readonly #select: (state: RoomState) => readonly unknown[];
  readonly #slice = new Slice();
  #controller: RoomController | undefined;
  #subscription = new AbortController();
  #reference: { readonly id: string; readonly stop: AbortController } | undefined;
  #referenced: RoomController | undefined;
  #ancestor: RoomController | undefined;
  #leaveAncestor: (() => void) | undefined;
  #waiting: ((controller: RoomController) => void)[] = [];

  constructor(host: RoomBindingHost, select: (state: RoomState) => readonly unknown[]) {
    this.#host = host;
    this.#select = select;
    host.addController(this);
  }

  get controller(): RoomController | undefined {
    return this.#controller;
  }

  /** The room's snapshot; that of a room nobody joined while there is none. */
  get state(): RoomState {
    return this.#controller?.state ?? INITIAL_ROOM_STATE;
  }

  /** The controller, as soon as there is one: for methods called before the view found its room. */
  bound(): Promise<RoomController> {
    if (this.#controller !== undefined) return Promise.resolve(this.#controller);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Reads `room` and `for` again. The host calls it in `willUpdate`, so that it draws the room they name now. */
  follow(): void {
    if (!this.#host.isConnected) return;
    const { room } = this.#host;
    this.#refer(room === undefined ? this.#host.for : undefined);
    if (room !== undefined) this.#bind(this.#controllerOf(room));
    else this.#bind(this.#reference === undefined ? this.#ancestor : this.#referenced);
  }

  hostConnected(): void {
    // Asked anew after every move: the room around the view may be another one now.
    this.#host.dispatchEvent(new ContextEvent(roomContext, this.#host, this.#gotAncestor, true));
    this.follow();
  }

  hostDisconnected(): void {
    this.#leaveAncestor?.();
    this.#leaveAncestor = undefined;
    this.#ancestor = undefined;
    this.#reference?.stop.abort();
    this.#reference = undefined;
    this.#referenced = undefined;
    this.#bind(undefined);
  }

  /** A field, because the context root holds it weakly while no room is there to answer. */
  readonly #gotAncestor = (controller: RoomController, unsubscribe?: () => void): void => {
    if (unsubscribe !== this.#leaveAncestor) this.#leaveAncestor?.();
    if (!this.#host.isConnected) {
      unsubscribe?.();
      return;
    }
    this.#leaveAncestor = unsubscribe;
    this.#ancestor = controller;
    this.follow();
  };

  #controllerOf(room: RoomSource): RoomController | undefined {
    if (!(room instanceof Element)) return room;
    if (room.controller === undefined) {
      void customElements.whenDefined(room.localName).then(() => {
        if (room.controller !== undefined) this.follow();
      });
    }
    return room.controller;
  }

  #refer(id: string | undefined): void {
    if (this.#reference?.id === id) return;
    this.#reference?.stop.abort();
    this.#reference = undefined;
    this.#referenced = undefined;
    if (id === undefined || id === '') return;
    const stop = new AbortController();
    this.#reference = { id, stop };
    const found = (controller: RoomController | undefined): void => {
      this.#referenced = controller;
      this.follow();
    };
    followReference(this.#host, id, { found, signal: stop.signal });
  }

  #bind(next: RoomController | undefined): void {
    if (next === this.#controller) return;
    this.#subscription.abort();
    this.#subscription = new AbortController();
    this.#controller = next;
    this.#slice.take(this.#select(this.state));
    next?.addEventListener('change', () => this.#changed(), { signal: this.#subscription.signal });
    this.#host.requestUpdate();
    if (next === undefined) return;
    for (const resolve of this.#waiting.splice(0)) resolve(next);
  }

  #changed(): void {
    if (this.#slice.take(this.#select(this.state))) this.#host.requestUpdate();
  }
}
