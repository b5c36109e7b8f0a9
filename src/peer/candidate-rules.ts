const TYPES = ['host', 'srflx', 'relay'] as const;
const PROTOCOLS = ['udp', 'tcp'] as const;

type CandidateType = (typeof TYPES)[number];
type CandidateProtocol = (typeof PROTOCOLS)[number];

/** Which ways between two people may be told of and taken; an empty list permits all. */
export interface CandidateRules {
  readonly types: readonly CandidateType[];
  readonly protocols: readonly CandidateProtocol[];
}

/** Tokens of `host srflx relay udp tcp`; others say nothing. `undefined` when nothing is restricted. */
export function parseCandidateRules(tokens: string | undefined): CandidateRules | undefined {
  const given = new Set((tokens ?? '').toLowerCase().split(/[\s,]+/));
  const types = TYPES.filter((type) => given.has(type));
  const protocols = PROTOCOLS.filter((protocol) => given.has(protocol));
  return types.length + protocols.length === 0 ? undefined : { types, protocols };
}

/** Whether only a TURN server may carry: then the browser need not even look at anything else. */
export function isRelayOnly(rules: CandidateRules | undefined): boolean {
  return rules?.types.length === 1 && rules.types[0] === 'relay';
}

/**
 * Whether a `candidate` (as in `RTCIceCandidate.candidate`; RFC 8839 §5.1) is permitted. `toRelay` is how an own relayed one
 * reaches its TURN server; of the other side's that is not known, and none of our business.
 */
export function permits(rules: CandidateRules | undefined, candidate: string, toRelay?: string | null): boolean {
  const [, , transport = '', , , , , type = ''] = candidate.replace(/^a=/, '').split(' ');
  // The end of candidates, and what browsers find by themselves (`prflx`), is no way that anybody tells of.
  if (rules === undefined || !isOneOf(TYPES, type)) return true;
  if (rules.types.length > 0 && !rules.types.includes(type)) return false;
  if (rules.protocols.length === 0) return true;
  if (type !== 'relay') return rules.protocols.some((protocol) => protocol === transport.toLowerCase());
  if (toRelay === undefined || toRelay === null) return true;
  return rules.protocols.includes(toRelay === 'udp' ? 'udp' : 'tcp');
}

/** The description without the candidates in it that are not permitted. */
export function permittedSdp(rules: CandidateRules | undefined, sdp: string): string {
  if (rules === undefined) return sdp;
  return sdp
    .split('\r\n')
    .filter((line) => !line.startsWith('a=candidate:') || permits(rules, line))
    .join('\r\n');
}

function isOneOf<T extends string>(all: readonly T[], text: string): text is T {
  return all.some((one) => one === text);
}
