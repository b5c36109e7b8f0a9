/** Documents that run script in the origin of the page that opens them, and scripts themselves. */
const ACTIVE = /html|xml|svg|script/i;

/**
 * The type a received file may carry. A `blob:` URL has the page's own origin, so a page that opens a received HTML
 * or SVG file would run a stranger's script as its own; such a file is only bytes here.
 */
export function inertMediaType(mediaType: string): string {
  return ACTIVE.test(mediaType) ? 'application/octet-stream' : mediaType;
}
