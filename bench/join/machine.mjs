import { availableParallelism, cpus, loadavg } from 'node:os';

/** What a figure depends on, besides the code. */
export function machine(browser) {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    chromium: browser.version(),
  };
}

/** Runnable processes of the last minute: above `cores` the figures say little by themselves. */
export function load() {
  return Number(loadavg()[0].toFixed(2));
}
