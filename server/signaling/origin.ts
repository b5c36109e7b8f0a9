import type { IncomingHttpHeaders } from 'node:http';

/**
 * Which pages may open a socket, besides those the service serves itself: `local` (any page of this machine, the
 * default), `any`, or the listed origins.
 */
export type AllowedOrigins = 'local' | 'any' | readonly string[];

const LOCAL_HOST_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a WebSocket handshake may go on. Browsers do not apply CORS to WebSockets, so this is the only thing between
 * the service and every page on the web. Without an `Origin` it is no browser, and nobody's page to protect.
 */
export function mayConnect(headers: IncomingHttpHeaders, allowed: AllowedOrigins): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed === 'any') return true;
  const url = parseOrigin(origin);
  if (url === null) return false;
  // The scheme is left out: behind a proxy that ends TLS we cannot know it.
  if (host !== undefined && url.host === hostAsIn(url, host)) return true;
  return allowed === 'local' ? LOCAL_HOST_NAMES.has(url.hostname) : allowed.includes(origin);
}

/** An http(s) origin exactly as a browser writes it, or null: `null`, a path or capitals are nobody's origin. */
export function parseOrigin(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.origin !== text) return null;
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}

/** The Host header with the default port of the origin's scheme left out, as in `URL.host`. */
function hostAsIn(url: URL, host: string): string | null {
  const text = `${url.protocol}//${host}`;
  return URL.canParse(text) ? new URL(text).host : null;
}
