/**
 * The WebSockets of this page, so that a test can break them. Imported before anything that makes one: socket.io takes
 * the constructor that is there when it is loaded.
 */
class CutSockets {
  readonly #made = new Set<WebSocket>();
  #isOut = false;

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
}

export const sockets = new CutSockets();

window.WebSocket = class extends window.WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    // Nothing listens on port 9 of this machine.
    super(sockets.isOut ? 'ws://127.0.0.1:9/' : url, protocols);
    sockets.add(this);
  }
};
