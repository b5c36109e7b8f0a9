// Preloaded into every service that is measured: tells its parent what it has used. Needs --expose-gc and an IPC channel.
process.on('message', () => {
  const cpu = process.cpuUsage();
  // What is garbage is nobody's cost for long.
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  process.send({ cpuMs: (cpu.user + cpu.system) / 1_000, rss, heapUsed });
});
// The channel alone must not keep a service alive, nor its end surprise it.
process.channel?.unref();
process.on('disconnect', () => process.exit());
