/** Bytes of parts that wait for the rest of their messages, over all people of a room; each person takes of its own share. */
export class AssemblyBudget {
  readonly #limitBytes: number;
  readonly #shareBytes: number;
  #usedBytes = 0;

  /** `shareBytes`: at most for one person. */
  constructor(limitBytes: number, shareBytes: number) {
    this.#limitBytes = limitBytes;
    this.#shareBytes = shareBytes;
  }

  /** For one person. */
  share(): AssemblyShare {
    let ownBytes = 0;
    const isWithin = (bytes: number): boolean => {
      const own = ownBytes + bytes;
      const free = this.#limitBytes - this.#usedBytes - bytes;
      // However many hold as much as they may, there is a third of what they found for whoever comes next.
      return own <= this.#shareBytes && own <= free * 2;
    };
    const add = (bytes: number): void => {
      ownBytes += bytes;
      this.#usedBytes += bytes;
    };
    return {
      take: (bytes) => {
        const isTaken = isWithin(bytes);
        if (isTaken) add(bytes);
        return isTaken;
      },
      giveBack: (bytes) => add(-bytes),
    };
  }
}

/** What one person may let wait. */
export interface AssemblyShare {
  /** False, and nothing taken, when there is no room for so many bytes more. */
  readonly take: (bytes: number) => boolean;
  readonly giveBack: (bytes: number) => void;
}
