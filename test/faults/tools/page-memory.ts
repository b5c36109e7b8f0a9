import type { CDPSession, Page } from 'playwright-core';

/** What a page keeps alive once everything nobody can reach any more is gone. */
export interface Kept {
  /** Used by objects of scripts. */
  readonly heapBytes: number;
  readonly connections: number;
  readonly transceivers: number;
}

/** Counts after a collection of garbage, as the browser's own tools do. */
export class PageMemory {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<PageMemory> {
    return new PageMemory(await page.context().newCDPSession(page));
  }

  async kept(): Promise<Kept> {
    const connections = await this.#count('RTCPeerConnection');
    const transceivers = await this.#count('RTCRtpTransceiver');
    await this.#session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#session.send('Runtime.getHeapUsage');
    return { heapBytes: usedSize, connections, transceivers };
  }

  /** Of this class; the browser collects garbage before it answers. */
  async #count(className: string): Promise<number> {
    const objectGroup = 'counted';
    const { result } = await this.#session.send('Runtime.evaluate', {
      expression: `${className}.prototype`,
      objectGroup,
    });
    const { objects } = await this.#session.send('Runtime.queryObjects', {
      prototypeObjectId: result.objectId ?? '',
      objectGroup,
    });
    const { result: length } = await this.#session.send('Runtime.callFunctionOn', {
      objectId: objects.objectId ?? '',
      functionDeclaration: 'function () { return this.length; }',
      returnByValue: true,
    });
    await this.#session.send('Runtime.releaseObjectGroup', { objectGroup });
    return Number(length.value);
  }
}
