/**
 * One file from one new page to another. Resolves with `{ seconds, bytes, … }` as the receiver tells it, `{ cutOff: true }`
 * after `cutOffMs`; `heapMB` is the most the receiver's JS heap has grown, `buffersMB` the same of buffers outside it, garbage
 * included. `way`: a delayed one; `roundTripMs` is what the browser measured on it. `ready`: what is done when nothing but the
 * file is missing.
 */
export async function playRound(browser, contestant, { room, path, cutOffMs, way, ready, chat = false }) {
  const context = await browser.newContext();
  try {
    await way?.lay(context);
    const [sender, receiver] = await meet(context, contestant, room);
    const roundTripMs = await way?.roundTrip(sender);
    const input = await sender.evaluateHandle(() => {
      const element = document.createElement('input');
      element.type = 'file';
      document.body.append(element);
      return element;
    });
    await input.setInputFiles(path);
    const heap = await watchHeap(receiver);
    await ready?.();
    const receiving = receiver.evaluate(async () => {
      const received = await globalThis.contestant.received();
      return { ...received, at: performance.timeOrigin + performance.now() };
    });
    receiving.catch(() => undefined);
    const talk = chat ? chatDuring(sender, receiver) : undefined;
    const startedAt = await sender.evaluate((element) => {
      const at = performance.timeOrigin + performance.now();
      Promise.resolve(globalThis.contestant.send(element.files[0])).catch((error) => console.error(error));
      return at;
    }, input);
    const result = await Promise.race([receiving, cutOff(cutOffMs)]);
    const memory = await heap.stop();
    const chatMs = result === undefined ? undefined : await talk?.();
    if (result === undefined) return { cutOff: true, roundTripMs, ...memory };
    const { at, ...received } = result;
    return {
      seconds: (at - startedAt) / 1000,
      ...received,
      roundTripMs,
      ...memory,
      ...(chatMs !== undefined && { chatMs }),
    };
  } finally {
    await context.close();
  }
}

/** Two new pages of `context` that are connected with each other. */
export async function meet(context, { pageUrl, introduced }, room) {
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const page of [one, other]) {
    await page.goto(pageUrl);
    await page.waitForFunction(() => globalThis.contestant !== undefined);
  }
  if (introduced) await introduce(one, other);
  else {
    await one.evaluate((name) => globalThis.contestant.open(name), room);
    await other.evaluate((name) => globalThis.contestant.join(name), room);
  }
  for (const page of [one, other]) await page.evaluate(() => globalThis.contestant.connected(1));
  return [one, other];
}

async function introduce(one, other) {
  const offer = await one.evaluate(() => globalThis.contestant.offer());
  const answer = await other.evaluate((description) => globalThis.contestant.answer(description), offer);
  await one.evaluate((description) => globalThis.contestant.accept(description), answer);
}

function megabytes(bytes) {
  return Math.round(bytes / 1e5) / 10;
}

async function watchHeap(page) {
  const session = await page.context().newCDPSession(page);
  const used = () => session.send('Runtime.getHeapUsage');
  await session.send('HeapProfiler.collectGarbage');
  const before = await used();
  const most = { heapMB: 0, buffersMB: 0 };
  const look = async () => {
    // The page may be closed by now, and then there is nothing more to see.
    const { usedSize, backingStorageSize } = await used().catch(() => before);
    most.heapMB = Math.max(most.heapMB, megabytes(usedSize - before.usedSize));
    most.buffersMB = Math.max(most.buffersMB, megabytes(backingStorageSize - before.backingStorageSize));
  };
  const timer = setInterval(look, 100);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      return most;
    },
  };
}

/** A line of chat every 50 ms while the file is on its way; how long each took, by the pages' one clock. */
function chatDuring(sender, receiver) {
  const heard = receiver.evaluate(() => {
    globalThis.delays = [];
    globalThis.contestant.heard((text) => {
      const sentAt = Number(text);
      if (!Number.isNaN(sentAt)) globalThis.delays.push(performance.timeOrigin + performance.now() - sentAt);
    });
  });
  const talking = heard.then(() =>
    sender.evaluate(() => {
      globalThis.talk = setInterval(
        () => void globalThis.contestant.chat(String(performance.timeOrigin + performance.now())),
        50,
      );
    }),
  );
  return async () => {
    await talking;
    await sender.evaluate(() => clearInterval(globalThis.talk));
    const delays = (await receiver.evaluate(() => globalThis.delays)).sort((one, other) => one - other);
    const at = (share) => Math.round(delays[Math.floor((delays.length - 1) * share)]);
    return { count: delays.length, median: at(0.5), p95: at(0.95), most: at(1) };
  };
}

function cutOff(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined).unref());
}
