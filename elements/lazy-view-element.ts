import type { TemplateResult } from 'lit';
import type { RoomController, RoomState } from '../src/index.js';
import { LazyDrawing, type DrawingScript } from './lazy-drawing.js';
import { RoomViewElement } from './room-view-element.js';
import type { StateValue } from './state-attributes.js';

/** What a drawing that keeps something of its own needs of its element. */
export interface ViewPort {
  readonly room: RoomState;
  readonly controller: RoomController | undefined;
  /** Writes state attributes. */
  write(values: Readonly<Record<string, StateValue>>): void;
}

/**
 * A view whose drawing is fetched when the first of its kind is on a page. The tag itself has the attributes, the
 * methods and what is known without a drawing.
 */
export abstract class LazyViewElement<Script extends DrawingScript> extends RoomViewElement {
  readonly #drawing = new LazyDrawing(this, () => this.fetchScript());

  protected abstract fetchScript(): Promise<Script>;
  protected abstract draw(script: Script): TemplateResult;

  protected get port(): ViewPort {
    const room = (): RoomState => this.roomState;
    const controller = (): RoomController | undefined => this.controller;
    return {
      get room() {
        return room();
      },
      get controller() {
        return controller();
      },
      write: (values) => this.states.write(values),
    };
  }

  protected override render(): TemplateResult {
    return this.#drawing.render((script) => this.draw(script));
  }

  /** A view is drawn when its script is there. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#drawing.loaded;
    return super.getUpdateComplete();
  }
}
