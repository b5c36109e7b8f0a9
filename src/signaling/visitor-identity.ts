/** The page's own service keeps it under this name; other services beside it under theirs. */
const STORAGE_KEY = 'rtc-elements.visitor';

/** A service that issues no visitor ids must not keep a second socket waiting for one. */
const ISSUE_TIMEOUT_MS = 2_000;

type Keeping = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * Who this browser is to one service: an id the service signs and issues with the first connection, kept over visits. Bans
 * and the policy for two tabs bind to it. Where storage is blocked it lasts as long as the page.
 */
export class VisitorIdentity {
  readonly #key: string;
  readonly #storage: () => Keeping;
  #visitor: string | undefined;
  #issuing: Promise<void> | undefined;
  #issued: () => void = () => undefined;

  constructor(service: string, storage: () => Keeping = () => localStorage) {
    this.#key = service === globalThis.location?.origin ? STORAGE_KEY : `${STORAGE_KEY} ${service}`;
    this.#storage = storage;
    this.#visitor = this.#read();
  }

  /**
   * What to show in a handshake. The first connection without an id is let through to be given one; others made meanwhile
   * wait for that, or one page would be two visitors.
   */
  async show(): Promise<{ readonly visitor?: string }> {
    if (this.#visitor === undefined && this.#issuing !== undefined) await this.#issuing;
    // Another tab may have been given one meanwhile.
    this.#visitor ??= this.#read();
    if (this.#visitor !== undefined) return { visitor: this.#visitor };
    this.#issuing = new Promise((resolve) => {
      const timer = setTimeout(resolve, ISSUE_TIMEOUT_MS);
      this.#issued = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return {};
  }

  issued(visitor: string): void {
    this.#visitor = visitor;
    this.#issued();
    try {
      this.#storage().setItem(this.#key, visitor);
    } catch {
      // Blocked or full (HTML §12.2): the id is good for this page, and the next one gets another.
    }
  }

  #read(): string | undefined {
    try {
      return this.#storage().getItem(this.#key) ?? undefined;
    } catch {
      // Access to storage is denied by the visitor's settings.
      return undefined;
    }
  }
}
