import closeWithGrace from 'close-with-grace';
import { RtcError } from '../src/protocol/index.js';
import { buildApp } from './app.js';
import { loadConfig } from './config.js';
import type { Config } from './config.js';

/** Sockets close at once; what is left is answers on their way. */
const CLOSE_TIMEOUT_MS = 5_000;

const loaded = loadConfig(process.env);
if (loaded.ok) await serve(loaded.config);
else refuse(loaded.problems);

async function serve(config: Config): Promise<void> {
  try {
    const app = await buildApp(config);
    closeWithGrace({ delay: CLOSE_TIMEOUT_MS, logger: false }, async ({ err }) => {
      if (err !== undefined) app.log.fatal({ err }, 'closing after an error nobody caught');
      await app.close();
    });
    await app.listen({ port: config.port, host: config.host });
    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    console.log(
      `rtc-elements is at ${config.tls === null ? 'http' : 'https'}://${nameOf(config.host)}:${String(port)}`,
    );
  } catch (error) {
    refuse([explain(error, config)]);
  }
}

/** Ends the process, also when something already opened would keep it alive. */
function refuse(problems: readonly string[]): void {
  const lines = problems.map((problem) => `  - ${problem}`);
  // Exiting from the callback, since a pipe takes the text later than `exit` comes.
  process.stderr.write(`rtc-elements cannot start:\n${lines.join('\n')}\n`, () => process.exit(1));
}

function explain(error: unknown, { port, host, redisUrl }: Config): string {
  // The only thing of ours that can be missing at the start is where the rooms are kept.
  if (error instanceof RtcError) return `${redisUrl === null ? 'RTC_STATE_DIR' : 'RTC_REDIS_URL'}: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `PORT: ${String(port)} is in use on ${host}; end what uses it, or choose another port`;
    case 'EACCES':
      return `PORT: ${String(port)} may not be used by this user; choose one above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST: ${host} is not an address of this machine`;
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** An address a browser on this machine can open. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
