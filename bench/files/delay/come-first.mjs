import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

const PRIORITY = -15;

/**
 * Lets all processes of a browser run before those of others, so that no packet is lost because another program had the
 * processor. Resolves with whether the system allows it; on anything but Linux it is left as it is.
 */
export async function comeFirst(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return processInfo.map(({ id }) => isPut(id)).every((isFirst) => isFirst);
}

function isPut(processId) {
  // On Linux every thread has a priority of its own.
  const threads = `/proc/${processId}/task`;
  if (!existsSync(threads)) return false;
  try {
    for (const thread of readdirSync(threads)) setPriority(Number(thread), PRIORITY);
    return true;
  } catch {
    // Not allowed, or the thread has just ended.
    return false;
  }
}
