import type { IceServers } from '../../src/protocol/index.js';
import { turnServer } from './turn-credentials.js';
import type { TurnSettings } from './turn-credentials.js';

export interface IceServerSettings {
  /** The operator's; empty for the service's own, if it answers STUN. */
  readonly stunUrls: readonly string[];
  readonly turn: TurnSettings | null;
  /** Where the service answers STUN itself; null where it does not. */
  readonly ownStunPort: () => number | null;
}

/** Which participant, and by which name of the service it came: the Host header of its handshake. */
export interface IceClient {
  readonly userId: string;
  readonly host: string | undefined;
}

/** By what servers `client` finds its way to others. The TURN credential is its own, and short-lived. */
export function iceServersFor(
  { stunUrls, turn, ownStunPort }: IceServerSettings,
  { userId, host }: IceClient,
  now = Date.now(),
): IceServers {
  const urls = stunUrls.length > 0 ? [...stunUrls] : ownStunUrl(host, ownStunPort());
  const stun = urls.length === 0 ? [] : [{ urls }];
  if (turn === null) return { iceServers: stun };
  return { iceServers: [...stun, turnServer(turn, userId, now)], iceTtlSeconds: turn.ttlSeconds };
}

/**
 * The service by the name its visitor knows it by, which a proxy passes on and we have no other way to know. Whoever writes
 * another name into its own handshake misleads itself.
 */
function ownStunUrl(host: string | undefined, port: number | null): string[] {
  const text = `http://${host ?? ''}`;
  if (port === null || !URL.canParse(text)) return [];
  return [`stun:${new URL(text).hostname}:${String(port)}`];
}
