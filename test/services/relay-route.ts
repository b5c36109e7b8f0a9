interface Entry {
  readonly id: string;
  readonly type: string;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
  readonly relayProtocol?: string;
}

/** In the page: between what kinds of address the only connection runs, and by what its own relay is reached. */
export async function relayRoute(): Promise<string> {
  const [other] = window.room.state.participants.filter(({ self }) => !self);
  const stats = await window.room.connectionTo(other!.userId)!.getStats();
  const entries = [...(stats as ReadonlyMap<string, Entry>).values()];
  const pair = entries.find(({ type, nominated, state }) => {
    return type === 'candidate-pair' && nominated === true && state === 'succeeded';
  });
  const [local, remote] = [pair?.localCandidateId, pair?.remoteCandidateId].map((wanted) => {
    return entries.find(({ id }) => id === wanted);
  });
  return `${local?.candidateType} ${local?.relayProtocol} ${remote?.candidateType}`;
}
