import type { TemplateResult } from 'lit';
import type { RoomState } from '../src/index.js';
import { LazyDrawing } from './lazy-drawing.js';
import type * as callView from './room-call-view.js';
import type { CallView, CallViewHost } from './room-call-view.js';

export interface BuiltInCallHost extends CallViewHost {
  readonly shadowRoot: ShadowRoot | null;
}

/**
 * The complete call of a room without children. It is a script of its own, fetched when the first room draws it: pages
 * that compose their call need it at most for what a room asks its visitor.
 */
export class BuiltInCall {
  readonly #host: BuiltInCallHost;
  readonly #drawing: LazyDrawing<typeof callView>;
  #view: CallView | undefined;

  constructor(host: BuiltInCallHost) {
    this.#host = host;
    this.#drawing = new LazyDrawing(host, () => import('./room-call-view.js'));
  }

  /** Ends when nothing is being fetched. */
  get loaded(): Promise<void> {
    return this.#drawing.loaded;
  }

  /** What of the snapshot `render` reads. */
  slice(room: RoomState): readonly unknown[] {
    return this.#view?.slice(room) ?? [];
  }

  render(): TemplateResult {
    return this.#drawing.render(({ CallView }) => (this.#view ??= new CallView(this.#host)).render());
  }

  /** Only what needs the visitor's answer, for a room whose call the page draws. */
  renderQuestions(): TemplateResult {
    return this.#drawing.render(({ CallView }) => (this.#view ??= new CallView(this.#host)).renderQuestions());
  }
}
