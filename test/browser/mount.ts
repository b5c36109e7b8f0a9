import { LitElement } from 'lit';
import { RtcRoomElement } from '../../elements/define.js';
import { FakeRoom } from './fake-room.js';

/** As patient as `until`. */
const WITHIN_MS = 10_000;

/** A Lit element as tests see it. */
export type Mounted<E extends HTMLElement = HTMLElement> = E & { readonly updateComplete: Promise<boolean> };

/** Puts markup on the page and returns its first element, drawn. `unmountAll` takes it away again. */
export async function mount<E extends HTMLElement>(markup: string): Promise<Mounted<E>> {
  const stage = document.createElement('div');
  stage.dataset['stage'] = '';
  stage.innerHTML = markup;
  document.body.append(stage);
  const element = stage.firstElementChild as Mounted<E>;
  await element.updateComplete;
  return element;
}

/** A view that shows `fake`, drawn. */
export async function mountView<E extends HTMLElement & { room: unknown }>(
  markup: string,
  fake: FakeRoom,
): Promise<Mounted<E>> {
  const view = await mount<E>(markup);
  view.room = fake.controller;
  await view.updateComplete;
  return view;
}

/** An `rtc-room` whose controller is the fake. */
export async function mountRoom(markup: string): Promise<{ room: Mounted<RtcRoomElement>; fake: FakeRoom }> {
  const fake = new FakeRoom();
  const create = RtcRoomElement.createController;
  RtcRoomElement.createController = () => fake.controller;
  try {
    return { room: await mount<RtcRoomElement>(markup), fake };
  } finally {
    RtcRoomElement.createController = create;
  }
}

/** An element and all elements in its shadow trees, drawn. */
export async function drawn(host: Element): Promise<void> {
  if (!(host instanceof LitElement)) return;
  await host.updateComplete;
  for (const inner of host.renderRoot.querySelectorAll('*')) await drawn(inner);
}

export function unmountAll(): void {
  for (const stage of document.querySelectorAll('[data-stage]')) stage.remove();
}

/** The first match in the element's shadow tree, and in the shadow trees of its own elements. */
export function within<E extends Element = HTMLElement>(host: Element, selector: string): E | undefined {
  return allWithin<E>(host, selector)[0];
}

export function allWithin<E extends Element = HTMLElement>(host: Element, selector: string): readonly E[] {
  const root = host.shadowRoot;
  if (root === null) return [];
  const own = [...root.querySelectorAll<E>(selector)];
  return [...own, ...[...root.querySelectorAll('*')].flatMap((inner) => allWithin<E>(inner, selector))];
}

/** Waits until there is a match in the element's own shadow tree. */
export function untilWithin<E extends Element = HTMLElement>(host: Element, selector: string): Promise<E> {
  const root = host.shadowRoot;
  if (root === null) throw new Error(`<${host.localName}> has no shadow tree`);
  return new Promise((resolve, reject) => {
    const ask = (): void => {
      const found = root.querySelector<E>(selector);
      if (found === null) return;
      clearTimeout(late);
      observer.disconnect();
      resolve(found);
    };
    const observer = new MutationObserver(ask);
    const late = setTimeout(() => {
      observer.disconnect();
      reject(new Error(`waited in vain for ${selector} in <${host.localName}>: ${root.innerHTML}`));
    }, WITHIN_MS);
    observer.observe(root, { subtree: true, childList: true, attributes: true });
    ask();
  });
}

/** A task of the event loop: everything done in this one, its microtasks included, is over. */
export function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
