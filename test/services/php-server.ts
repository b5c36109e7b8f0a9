import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { findPhp } from '#scripts/php.mjs';

/**
 * PHP's own web server on a free port, for the pages below `folder`; ends with the test. Resolves with its origin once it
 * listens, and rejects with what it said when it ends before.
 */
export async function servePhp(t: TestContext, folder: string, env: Readonly<Record<string, string>>): Promise<string> {
  const server = spawn(await findPhp(), ['-S', 'localhost:0', '-t', folder], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.after(() => server.kill());
  const said: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    said.push(line);
    const origin = /\((http:\/\/localhost:\d+)\) started/.exec(line)?.[1];
    if (origin === undefined) continue;
    // What it says from here on is a log of requests; unread, it would fill the pipe.
    server.stderr.resume();
    return origin;
  }
  throw new Error(`php did not start:\n${said.join('\n')}`);
}
