import { RtcError } from '../protocol/index.js';
import type { DeviceEntry, DeviceList } from './device-list.js';

export interface KeptSpeakerOptions {
  readonly signal: AbortSignal;
  /** Absent where nothing can be listed. */
  readonly devices: Pick<DeviceList, 'current' | 'on' | 'refresh'> | undefined;
  /** Id of the loudspeaker that is wished for now; `default` or nothing for the system's. */
  readonly wish: () => string | undefined;
  readonly changed: (speaker: string) => void;
  /** The news that the chosen one is gone, or back. */
  readonly told: (news: RtcError) => void;
}

/**
 * The chosen loudspeaker, as long as it is there: browsers play into one that was unplugged as if nothing had happened
 * (Audio Output Devices §2.3), so that nobody is heard. Meanwhile the system's is used.
 */
export class KeptSpeaker {
  readonly #options: KeptSpeakerOptions;
  #wished = '';
  #state: 'unknown' | 'there' | 'missed' = 'unknown';

  constructor(options: KeptSpeakerOptions) {
    this.#options = options;
    options.devices?.on('change', ({ speakers }) => this.#look(speakers), { signal: options.signal });
  }

  /** Takes what is wished for now, and tells what is used. */
  follow(): void {
    const { devices, wish, changed } = this.#options;
    const wished = idIn(wish());
    if (wished !== this.#wished) {
      this.#wished = wished;
      this.#state = 'unknown';
      // Who captures nothing has no list yet.
      if (wished !== '') void devices?.refresh();
    }
    if (devices !== undefined) this.#look(devices.current.speakers);
    changed(this.#used);
  }

  get #used(): string {
    return this.#state === 'missed' ? '' : this.#wished;
  }

  #look(speakers: readonly DeviceEntry[]): void {
    if (this.#wished === '') return;
    const before = this.#state;
    if (speakers.some(({ deviceId }) => deviceId === this.#wished)) this.#state = 'there';
    // Without a permission ids are not told, and some browsers list no loudspeaker at all: then nobody knows.
    else if (before === 'there' || speakers.some(({ deviceId }) => deviceId !== '')) this.#state = 'missed';
    if (this.#state === before) return;
    if (this.#state === 'missed') this.#tell('The chosen loudspeaker is not there; the system’s is used.');
    else if (before === 'missed') this.#tell('The loudspeaker is back.');
    else return;
    this.#options.changed(this.#used);
  }

  #tell(message: string): void {
    this.#options.told(new RtcError('media/missing', message, { severity: 'info' }));
  }
}

/** Empty for the system's. */
function idIn(wish = ''): string {
  const speaker = wish.trim();
  return speaker === 'default' ? '' : speaker;
}
