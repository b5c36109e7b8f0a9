import { afterFirstPicture } from './first-picture.js';

/** How packets go at the moment. */
export interface Route {
  /** By way of a TURN server on either side. */
  readonly relayed: boolean;
}

type Entry = Readonly<Record<string, unknown>>;

/** The way two connected sides have chosen; `undefined` while there is none. */
export async function routeOf(connection: RTCPeerConnection): Promise<Route | undefined> {
  const entries = new Map<string, Entry>();
  (await connection.getStats()).forEach((entry: Entry & { readonly id: string }) => entries.set(entry.id, entry));
  const all = [...entries.values()];
  const chosen = all.find(({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId);
  // Firefox marks the pair itself.
  const pair =
    chosen === undefined
      ? all.find(({ type, selected }) => type === 'candidate-pair' && selected === true)
      : entries.get(String(chosen['selectedCandidatePairId']));
  if (pair === undefined) return undefined;
  const ends = [pair['localCandidateId'], pair['remoteCandidateId']].map((id) => entries.get(String(id)));
  return { relayed: ends.some((end) => end?.['candidateType'] === 'relay') };
}

export interface RouteFollower {
  /** There is a way, or another kind of way. */
  readonly told: (route: Route) => void;
  /** Packets go another way from now on, of whatever kind, or go again; what was on the former one may be lost. */
  readonly changed: () => void;
}

/** Follows the way that packets take. */
export function followRoute(
  connection: RTCPeerConnection,
  { told, changed }: RouteFollower,
  signal: AbortSignal,
): void {
  let known: Route | undefined;
  let isAsking = false;
  // Several pairs are chosen one after another when a connection begins.
  const askSoon = (): void => {
    if (isAsking) return;
    isAsking = true;
    afterFirstPicture(signal, () => void ask());
  };
  const ask = async (): Promise<void> => {
    isAsking = false;
    if (connection.connectionState !== 'connected') return;
    const route = await routeOf(connection);
    if (signal.aborted || route === undefined || route.relayed === known?.relayed) return;
    known = route;
    told(route);
  };
  /** Until it has stood once, nothing was sent that could be lost, and everything begins with a whole picture. */
  let hasStood = false;
  connection.addEventListener(
    'connectionstatechange',
    () => {
      if (connection.connectionState === 'connected') {
        if (hasStood) changed();
        hasStood = true;
      }
      askSoon();
    },
    { signal },
  );
  // A better way may be found while the connection stands; where a browser does not tell, a restart of ICE does.
  connection.addEventListener('signalingstatechange', () => followPairs(), { signal });
  const followed = new WeakSet<EventTarget>();
  const followPairs = (): void => {
    const transport = connection.sctp?.transport.iceTransport;
    if (transport === undefined || followed.has(transport)) return;
    followed.add(transport);
    transport.addEventListener(
      'selectedcandidatepairchange',
      () => {
        if (hasStood) changed();
        askSoon();
      },
      { signal },
    );
  };
}
