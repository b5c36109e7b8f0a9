import { isRelayOnly, parseCandidateRules } from '../peer/candidate-rules.js';
import type { IceServer } from '../protocol/index.js';
import type { RoomOptions } from './room-options.js';

/** How connections are made: by the page's own servers if it names some, else by those the service hands out. */
export function peerConfiguration(
  { iceServers, iceTransportPolicy, candidates }: RoomOptions,
  fromService: readonly IceServer[],
): RTCConfiguration {
  return {
    iceServers: [...(iceServers ?? fromService)].map(({ urls, username, credential }) => ({
      urls,
      ...(username === undefined ? {} : { username }),
      ...(credential === undefined ? {} : { credential }),
    })),
    iceTransportPolicy: isRelayOnly(parseCandidateRules(candidates)) ? 'relay' : (iceTransportPolicy ?? 'all'),
    bundlePolicy: 'max-bundle',
  };
}
