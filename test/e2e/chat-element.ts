import type {} from '../../elements/define.js';
import { until } from './until.js';
import type { Visitor } from './visitor.js';

/** An `rtc-chat` on a page that has a controller and nothing else. */
export function showChat(visitor: Visitor): Promise<void> {
  return visitor.run(async () => {
    const bundle = '/rtc-elements.js';
    await import(bundle);
    const chat = document.createElement('rtc-chat');
    Object.assign(chat, { room: window.room });
    document.body.append(chat);
    await chat.updateComplete;
  }, null);
}

/** Types into the field, without sending it. */
export function type(visitor: Visitor, text: string): Promise<void> {
  return visitor.run((value) => {
    const field = document.querySelector('rtc-chat')!.shadowRoot!.querySelector('textarea')!;
    field.value = value;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, text);
}

/** Chooses a file for the line that is being written. */
export function attach(visitor: Visitor, name: string, content: string): Promise<void> {
  return visitor.run(
    async ([fileName, text]) => {
      const chat = document.querySelector('rtc-chat')!;
      const input = chat.shadowRoot!.querySelector<HTMLInputElement>('input[type=file]')!;
      const chosen = new DataTransfer();
      chosen.items.add(new File([text], fileName));
      input.files = chosen.files;
      input.dispatchEvent(new Event('change'));
      await chat.updateComplete;
    },
    [name, content] as const,
  );
}

/** What is in the field, and the files with it, go with a key, as they do by hand. */
export function pressEnter(visitor: Visitor): Promise<void> {
  return visitor.run(() => {
    const field = document.querySelector('rtc-chat')!.shadowRoot!.querySelector('textarea')!;
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  }, null);
}

/** Waits until something that `selector` finds in the element has this text, spaces and breaks apart. */
export async function untilShown(visitor: Visitor, selector: string, text: string): Promise<void> {
  await until(
    `“${text}” in ${selector}`,
    () =>
      visitor.run((wanted) => {
        const found = document.querySelector('rtc-chat')!.shadowRoot!.querySelectorAll(wanted);
        return [...found].map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim());
      }, selector),
    (texts) => texts.includes(text),
  );
}

/** Presses a button of the element once it is there. */
export async function press(visitor: Visitor, selector: string): Promise<void> {
  await until(
    `the button ${selector}`,
    () =>
      visitor.run((wanted) => {
        const button = document.querySelector('rtc-chat')!.shadowRoot!.querySelector<HTMLElement>(wanted);
        button?.click();
        return button !== null;
      }, selector),
    (isThere) => isThere,
  );
}

/** The conversation as the element exports it. */
export function exported(visitor: Visitor, format: 'text' | 'json'): Promise<string> {
  return visitor.run(async (wanted) => (await document.querySelector('rtc-chat')!.export(wanted)).text(), format);
}
