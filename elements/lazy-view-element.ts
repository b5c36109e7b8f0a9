import type { TemplateResult } from 'lit';
import { LazyDrawing, type DrawingScript } from './lazy-drawing.js';
import { RoomViewElement } from './room-view-element.js';

/** A view whose drawing is fetched when the first of its kind is on a page. */
export abstract class LazyViewElement<Script extends DrawingScript> extends RoomViewElement {
  readonly #drawing = new LazyDrawing(this, () => this.fetchScript());

  protected abstract fetchScript(): Promise<Script>;
  protected abstract draw(script: Script): TemplateResult;

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
