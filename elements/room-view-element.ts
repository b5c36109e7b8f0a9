import { LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { RoomController, RoomState } from '../src/index.js';
import { RoomBinding, type RoomSource } from './room-binding.js';
import { StateAttributes } from './state-attributes.js';

/** What every view of a room has: the ways to name the room, one binding, its state attributes. */
export abstract class RoomViewElement extends LitElement {
  /** The room to show: an `rtc-room` or a `RoomController`. Wins over `for` and over the room around the element. */
  @property({ attribute: false }) room: RoomSource | undefined;
  /** Id of the `rtc-room` to show. Wins over the room around the element. */
  @property() for: string | undefined;

  protected readonly internals = this.attachInternals();
  protected readonly states = new StateAttributes(this, this.internals);
  readonly #binding = new RoomBinding(this, (state) => this.slice(state));

  /** What of the snapshot this view draws; it is rendered anew when one of these is another object than before. */
  protected abstract slice(state: RoomState): readonly unknown[];

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#binding.follow();
  }

  protected get controller(): RoomController | undefined {
    return this.#binding.controller;
  }

  protected get roomState(): RoomState {
    return this.#binding.state;
  }

  /** The controller, once the element has found its room. */
  protected bound(): Promise<RoomController> {
    return this.#binding.bound();
  }
}
