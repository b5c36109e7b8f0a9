/** The `to` attribute (user ids separated by spaces) as the option of `send` and `sendFile`; empty means everybody. */
export function recipients(attribute: string | undefined): { readonly to?: readonly string[] } {
  const to = attribute?.split(/\s+/).filter(Boolean) ?? [];
  return to.length === 0 ? {} : { to };
}
