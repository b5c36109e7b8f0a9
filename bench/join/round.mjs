/** How long a call may take to show a picture before the round counts as broken. */
const ROUND_TIMEOUT_MS = 20_000;

/** How long a socket must say nothing before its call counts as made. */
const QUIET_MS = 1_000;

/**
 * One call between two new pages: the first is in the room and captures before the second joins. Resolves with
 * `{ frameMs, width, height }`: milliseconds from the second page's join call to the first remote frame it shows.
 * `watch(page)` sees the second page before it loads.
 */
export async function playRound(browser, { pageUrl }, room, { watch = () => undefined, traffic } = {}) {
  // Nothing cached, nothing granted before.
  const context = await browser.newContext();
  try {
    const [opener, joiner] = [await context.newPage(), await context.newPage()];
    for (const page of [opener, joiner]) {
      page.setDefaultTimeout(ROUND_TIMEOUT_MS);
      page.on('request', (request) => refuseForeign(request.url()));
    }
    watch(joiner);
    for (const page of [opener, joiner]) {
      await page.goto(pageUrl);
      await page.waitForFunction(() => globalThis.contestant !== undefined);
    }
    await opener.evaluate(openAndCapture, room);
    await joiner.bringToFront();
    const result = await joiner.evaluate(joinAndSee, { room, timeoutMs: ROUND_TIMEOUT_MS });
    if (traffic !== undefined) await traffic.quiet(QUIET_MS);
    return result;
  } finally {
    await context.close();
  }
}

/** In the page: opens the room and waits for the camera's first picture, so that no contestant joins a cold camera. */
async function openAndCapture(room) {
  const stream = await globalThis.contestant.open(room);
  const { width, height } = stream.getVideoTracks()[0].getSettings();
  if (width !== 640 || height !== 360) throw new Error(`captures ${width}×${height} instead of 640×360`);
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  document.body.append(video);
  await Promise.all([new Promise((resolve) => video.requestVideoFrameCallback(resolve)), video.play()]);
  video.srcObject = null;
  video.remove();
}

/** In the page: from the call of join to the first remote frame on the screen. */
function joinAndSee({ room, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const shown = (stream) => {
      const video = document.createElement('video');
      video.muted = true;
      video.autoplay = true;
      video.requestVideoFrameCallback((_now, { width, height }) =>
        resolve({ frameMs: performance.now() - startedAt, width, height }),
      );
      video.srcObject = stream;
      document.body.append(video);
    };
    setTimeout(reject, timeoutMs, new Error(`no picture after ${timeoutMs} ms`));
    const startedAt = performance.now();
    globalThis.contestant.join(room, shown).catch(reject);
  });
}

function refuseForeign(url) {
  const { protocol, hostname } = new URL(url);
  if (protocol.startsWith('http') && hostname !== '127.0.0.1') throw new Error(`${url} is not on this machine`);
}
