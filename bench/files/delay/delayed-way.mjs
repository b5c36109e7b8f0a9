import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { detour } from './detour.mjs';

const HOST = '127.0.0.1';

/** Pages must tell each other this address by its number, or there is nothing to put the relay in its place. */
export const PLAIN_ADDRESSES = '--disable-features=WebRtcHideLocalIpsWithMdns';

/** Makes pages reach each other only through a relay that keeps every packet for half of `roundTripMs`. Ends with `signal`. */
export async function startDelayedWay({ roundTripMs, signal }) {
  const relay = fork(fileURLToPath(new URL('relay.mjs', import.meta.url)), [String(roundTripMs / 2)]);
  signal.addEventListener('abort', () => relay.kill(), { once: true });
  await once(relay, 'message');
  const waiting = new Map();
  let newest = 0;
  relay.on('message', ({ id, port }) => {
    waiting.get(id)(port);
    waiting.delete(id);
  });
  const standInFor = (port) =>
    new Promise((resolve) => {
      newest += 1;
      waiting.set(newest, resolve);
      relay.send({ id: newest, target: { address: HOST, port } });
    });
  return {
    /** For all pages that `context` opens from now on. */
    async lay(context) {
      await context.exposeFunction('standInFor', standInFor);
      await context.addInitScript(detour);
    },
    roundTrip,
  };
}

/** Milliseconds there and back, as the browser measures it on the connection of `page` itself. */
async function roundTrip(page) {
  const [seconds] = await page.evaluate(async () => {
    const reports = await Promise.all(globalThis.connections.map((connection) => connection.getStats()));
    const entries = reports.flatMap((report) => [...report.values()]);
    return entries.filter(({ nominated }) => nominated).map(({ currentRoundTripTime }) => currentRoundTripTime);
  });
  return Math.round(seconds * 1_000);
}

/** Packets so far that found no room in a UDP socket of this machine; undefined where the system does not say. */
export function droppedPackets() {
  try {
    const [names, values] = readFileSync('/proc/net/snmp', 'utf8').match(/^Udp: .*$/gm);
    return Number(values.split(' ')[names.split(' ').indexOf('RcvbufErrors')]);
  } catch {
    // Not Linux.
    return undefined;
  }
}
