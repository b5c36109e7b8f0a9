/**
 * The WebSockets of this page, so that a test can break them. Imported before anything that makes one: socket.io takes
 * the constructor that is there when it is loaded.
 */
class CutSockets {
  readonly #made = new Set<WebSocket>();
  #isOut = false;
  #refused: { readonly event: string; readonly code: string; readonly done: () => void } | undefined;
  /** What was asked of the service, by the names of the events. */
  readonly asked: string[] = [];

  get isOut(): boolean {
    return this.#isOut;
  }

  add(socket: WebSocket): void {
    this.#made.add(socket);
  }

  /** All lines break now; new ones can be made. */
  cut(): void {
    for (const socket of this.#made) socket.close();
    this.#made.clear();
  }

  /** All lines break now, and none can be made until `restore`. */
  cutOff(): void {
    this.#isOut = true;
    this.cut();
  }

  /** The network is back, and the browser says so. */
  restore(): void {
    this.#isOut = false;
    window.dispatchEvent(new Event('online'));
  }

  /** Resolves when the next request of this name has been refused with `code`, as by the service, which never sees it. */
  refuseNext(event: string, code: string): Promise<void> {
    return new Promise((resolve) => (this.#refused = { event, code, done: resolve }));
  }

  /** What the service would answer to what is about to be sent; undefined when it is to be sent. */
  answerTo(sent: unknown): string | undefined {
    const [, id, event] = REQUEST.exec(String(sent)) ?? [];
    if (event === undefined) return undefined;
    this.asked.push(event);
    if (event !== this.#refused?.event) return undefined;
    const { code, done } = this.#refused;
    this.#refused = undefined;
    queueMicrotask(done);
    return `43${id}${JSON.stringify([{ ok: false, error: { code, message: '' } }])}`;
  }
}

/** socket.io's packet of an event that asks for an acknowledgement. */
const REQUEST = /^42(\d+)\["([^"]+)"/;

export const sockets = new CutSockets();

window.WebSocket = class extends window.WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    // Nothing listens on port 9 of this machine.
    super(sockets.isOut ? 'ws://127.0.0.1:9/' : url, protocols);
    sockets.add(this);
  }

  override send(data: Parameters<WebSocket['send']>[0]): void {
    const answer = sockets.answerTo(data);
    if (answer === undefined) super.send(data);
    else this.dispatchEvent(new MessageEvent('message', { data: answer }));
  }
};
