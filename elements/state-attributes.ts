/** Text (enumerations, ids, codes), a number, a claim that holds or not; `undefined` removes the attribute. */
export type StateValue = string | number | boolean | undefined;

/**
 * Writes an element's state attributes and their `:state()` twins, and only what differs, so that a selector or an
 * observer of the page sees each change once.
 */
export class StateAttributes {
  readonly #host: HTMLElement;
  readonly #states: CustomStateSet;
  readonly #twins = new Map<string, string>();

  constructor(host: HTMLElement, internals: ElementInternals) {
    this.#host = host;
    this.#states = internals.states;
  }

  write(values: Readonly<Record<string, StateValue>>): void {
    for (const [name, value] of Object.entries(values)) {
      this.#writeTwin(name, twinOf(name, value));
      if (value === undefined || value === false) {
        if (this.#host.hasAttribute(name)) this.#host.removeAttribute(name);
        continue;
      }
      const text = value === true ? '' : String(value);
      if (this.#host.getAttribute(name) !== text) this.#host.setAttribute(name, text);
    }
  }

  #writeTwin(name: string, twin: string | undefined): void {
    const previous = this.#twins.get(name);
    if (previous === twin) return;
    if (previous !== undefined) this.#states.delete(previous);
    if (twin === undefined) this.#twins.delete(name);
    else {
      this.#twins.set(name, twin);
      this.#states.add(twin);
    }
  }
}

/**
 * `state="joined"` → `joined`; `microphone-state="muted"` → `microphone-muted`; claims, and text that is no enumeration
 * (an id, an error's code), by the attribute's name; numbers have none.
 */
function twinOf(name: string, value: StateValue): string | undefined {
  if (value === undefined || value === false || typeof value === 'number') return undefined;
  if (value === true) return name;
  if (name === 'state') return value;
  return name.endsWith('-state') ? `${name.slice(0, -'-state'.length)}-${value}` : name;
}
