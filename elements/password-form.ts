import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { callText } from './call-strings.js';

/** Asks for the password of a room. */
export class PasswordForm {
  readonly #join: (password: string) => void;
  #tried = false;

  constructor(join: (password: string) => void) {
    this.#join = join;
  }

  /** Whether one was given here and the form has come back. */
  get tried(): boolean {
    return this.#tried;
  }

  render(): TemplateResult {
    return html`<form class="password" @submit=${(event: SubmitEvent) => this.#submit(event)}>
      <label>
        ${callText('room.password')}
        <input type="password" name="password" required maxlength="256" autocomplete="off" ${ref(this.#shown)} />
      </label>
      <button class="primary">${callText('room.password-send')}</button>
    </form>`;
  }

  /** Whoever has just typed goes on typing. A field, so that it is called once for each input. */
  readonly #shown = (input: Element | undefined): void => {
    // Not in the page yet; it is when this rendering is done.
    if (this.#tried && input instanceof HTMLInputElement) queueMicrotask(() => input.focus());
  };

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const password =
      event.currentTarget instanceof HTMLFormElement && new FormData(event.currentTarget).get('password');
    if (typeof password !== 'string') return;
    this.#tried = true;
    this.#join(password);
  }
}
