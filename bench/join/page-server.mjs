import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

/** Loopback by number: no resolver takes part in what is measured, and browsers treat it as a secure context. */
export const HOST = '127.0.0.1';

/** An HTTP server for `page` at `/` and `scripts` ({ path: file }). Not listening yet. */
export function pageServer(page, scripts = {}) {
  const bodies = new Map(Object.entries(scripts).map(([path, file]) => [path, readFileSync(file)]));
  return createServer((request, response) => {
    const script = bodies.get(request.url);
    if (script === undefined) response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
    else response.setHeader('content-type', 'text/javascript').end(script);
  });
}

/** Resolves with the origin of a server that has begun to listen on a free port. */
export function listen(server) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => resolve(`http://${HOST}:${server.address().port}`));
  });
}

export function pageNamed(name) {
  return readFileSync(new URL(`pages/${name}.html`, import.meta.url), 'utf8');
}
