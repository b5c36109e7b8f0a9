/** Every WebSocket made on this page while a test watches, so that it can break them. */
export class CutSockets {
  readonly #real = window.WebSocket;
  readonly #made = new Set<WebSocket>();
  #isOut = false;

  constructor() {
    const made = this.#made;
    const isOut = (): boolean => this.#isOut;
    window.WebSocket = class extends this.#real {
      constructor(url: string | URL, protocols?: string | string[]) {
        // Nothing listens on port 9 of this machine.
        super(isOut() ? 'ws://127.0.0.1:9/' : url, protocols);
        made.add(this);
      }
    };
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

  end(): void {
    window.WebSocket = this.#real;
  }
}
