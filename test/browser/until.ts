import { AssertionError } from 'chai';

export interface UntilOptions {
  /** Well below the runner's own limit, so that the failure names what was awaited. Default 10,000. */
  readonly timeoutMs?: number;
}

/**
 * Waits for an event of `type` that satisfies `accepts` and resolves with it. Start waiting before causing the event.
 * Rejects, naming the event, when it does not come in time.
 */
export function untilEvent<E extends Event = Event>(
  target: EventTarget,
  type: string,
  accepts: (event: E) => boolean = () => true,
  options: UntilOptions = {},
): Promise<E> {
  return waiting(`event "${type}"`, options, (signal, resolve) => {
    const listen = (event: Event) => {
      if (accepts(event as E)) resolve(event as E);
    };
    target.addEventListener(type, listen, { signal });
  });
}

/**
 * Waits until `holds()`, asking now and after every event of `type` on `target`: for state that an event announces.
 * Rejects, naming `what`, when it does not come true in time.
 */
export function until(
  target: EventTarget,
  type: string,
  holds: () => boolean,
  what = 'the state',
  options: UntilOptions = {},
): Promise<void> {
  return waiting(`${what} after "${type}"`, options, (signal, resolve) => {
    const ask = () => {
      if (holds()) resolve();
    };
    target.addEventListener(type, ask, { signal });
    ask();
  });
}

/**
 * Waits until an attribute has `value`; `null` stands for an absent attribute. Rejects, naming what it is instead, when
 * it does not come in time.
 */
export function untilAttribute(
  element: Element,
  name: string,
  value: string | null,
  options: UntilOptions = {},
): Promise<void> {
  const wanted = value === null ? `${name} to be absent` : `${name}="${value}"`;
  const describe = () => `<${element.localName}> ${wanted}, which is ${String(element.getAttribute(name))}`;
  return waiting(describe, options, (signal, resolve) => {
    const ask = () => {
      if (element.getAttribute(name) === value) resolve();
    };
    const observer = new MutationObserver(ask);
    observer.observe(element, { attributeFilter: [name] });
    const stop = () => {
      observer.disconnect();
    };
    signal.addEventListener('abort', stop, { once: true });
    ask();
  });
}

/** One wait: `start` listens with the signal, which is aborted when the wait has ended either way. */
function waiting<T>(
  what: string | (() => string),
  { timeoutMs = 10_000 }: UntilOptions,
  start: (signal: AbortSignal, resolve: (value: T) => void) => void,
): Promise<T> {
  const ended = new AbortController();
  const timeout = AbortSignal.timeout(timeoutMs);
  return new Promise<T>((resolve, reject) => {
    const fail = () => {
      const name = typeof what === 'string' ? what : what();
      reject(new AssertionError(`waited ${timeoutMs} ms in vain for ${name}`));
    };
    timeout.addEventListener('abort', fail, { signal: ended.signal });
    start(ended.signal, resolve);
  }).finally(() => {
    ended.abort();
  });
}
