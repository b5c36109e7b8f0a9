import type { CDPSession, Page } from 'playwright-core';

/** What is wrong with a line. */
export interface LineFaults {
  /** Of 100 packets. */
  readonly lossPercent?: number;
  /** Each way; as fast as it can be where it is missing. */
  readonly kbps?: number;
}

/** Chromium takes an emulation for none at all unless something of it is worse than perfect. */
const HARDLY_ANY_LOSS = 0.001;

/** The network of one page, as bad as a test wants it: Chromium's own emulation, which holds for WebRTC too. */
export class BadLine {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  /** Before the page makes its first connection: those made earlier know nothing of it. */
  static async of(page: Page): Promise<BadLine> {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const line = new BadLine(session);
    await line.become({});
    return line;
  }

  async become({ lossPercent = HARDLY_ANY_LOSS, kbps }: LineFaults): Promise<void> {
    const throughput = kbps === undefined ? -1 : (kbps * 1_000) / 8;
    await this.#session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 1,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
      packetLoss: lossPercent,
    });
  }
}
