/** The option of `send` and `sendFile` that says to whom; without it everybody. */
export interface Addressees {
  readonly to?: readonly string[];
}

/** What the `to` attribute (user ids separated by spaces) says; empty means everybody. */
export function recipients(attribute: string | undefined): Addressees {
  const to = attribute?.split(/\s+/).filter(Boolean) ?? [];
  return to.length === 0 ? {} : { to };
}
