/** Seconds of processor time each kind of process of this browser has used so far. */
export async function processorTime(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const used = {};
  for (const { type, cpuTime } of processInfo) used[type] = (used[type] ?? 0) + cpuTime;
  return used;
}

/** Cores in use between two looks that are `seconds` apart, by kind of process and in all. */
export function coresBetween(before, after, seconds) {
  const byProcess = Object.fromEntries(
    Object.entries(after).map(([type, used]) => [type, (used - (before[type] ?? 0)) / seconds]),
  );
  return { cores: Object.values(byProcess).reduce((sum, cores) => sum + cores, 0), byProcess };
}
