import { TypedEventTarget } from '../base/typed-event-target.js';

/** A microphone, camera or loudspeaker of this machine. */
export interface DeviceEntry {
  /** For the attributes `microphone`, `camera` and `speaker`. Empty until the visitor has allowed one of its kind. */
  readonly deviceId: string;
  /** As the system calls it; empty as long as the id is. */
  readonly label: string;
}

export interface DeviceLists {
  readonly microphones: readonly DeviceEntry[];
  readonly cameras: readonly DeviceEntry[];
  readonly speakers: readonly DeviceEntry[];
}

/** What the list is made from: `navigator.mediaDevices`. */
export type ListedDevices = Pick<MediaDevices, 'enumerateDevices' | 'addEventListener'>;

interface DeviceListEvents {
  change: DeviceLists;
}

const NOTHING: DeviceLists = Object.freeze({
  microphones: Object.freeze([]),
  cameras: Object.freeze([]),
  speakers: Object.freeze([]),
});

/** Entries that stand for the browser's choice among the others. */
const STAND_INS: ReadonlySet<string> = new Set(['default', 'communications']);

/** The devices there are, each once, followed as they come and go. Frozen lists. */
export class DeviceList extends TypedEventTarget<DeviceListEvents> {
  readonly #devices: ListedDevices;
  #current = NOTHING;
  /** The newest question: answers may overtake one another. */
  #asked = 0;

  constructor(devices: ListedDevices) {
    super();
    this.#devices = devices;
    devices.addEventListener('devicechange', () => void this.refresh());
  }

  get current(): DeviceLists {
    return this.#current;
  }

  /** Asks again: with the first permission ids and labels appear, and no event says so. Never rejects. */
  async refresh(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    // Refused in a page that is going away, where nobody looks at a list any more.
    const devices = await this.#devices.enumerateDevices().catch(() => undefined);
    if (devices === undefined || asked !== this.#asked) return;
    const next = listsOf(devices);
    if (JSON.stringify(next) === JSON.stringify(this.#current)) return;
    this.#current = next;
    this.emit('change', next);
  }
}

/** Each device once: browsers list the one they would choose under two more names. */
export function listsOf(devices: readonly Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label'>[]): DeviceLists {
  const ofKind = (kind: MediaDeviceKind): readonly DeviceEntry[] => {
    const all = devices.filter((device) => device.kind === kind);
    const real = all.filter(({ deviceId }) => !STAND_INS.has(deviceId));
    return Object.freeze(
      (real.length === 0 ? all.slice(0, 1) : real).map(({ deviceId, label }) => Object.freeze({ deviceId, label })),
    );
  };
  return Object.freeze({
    microphones: ofKind('audioinput'),
    cameras: ofKind('videoinput'),
    speakers: ofKind('audiooutput'),
  });
}
