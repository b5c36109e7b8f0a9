import { TypedEventTarget } from '../base/typed-event-target.js';

/** What a visitor chooses: devices by id (`default` for the system's), and what is done to the sound. */
export interface DeviceChoice {
  readonly microphone?: string | undefined;
  /** Also `user` and `environment`. */
  readonly camera?: string | undefined;
  readonly speaker?: string | undefined;
  readonly echoCancellation?: boolean | undefined;
  readonly noiseSuppression?: boolean | undefined;
  readonly autoGainControl?: boolean | undefined;
  readonly voiceIsolation?: boolean | undefined;
  /** Ask for the right to turn and zoom the camera. Not remembered: it is a question to the visitor each time. */
  readonly panTiltZoom?: boolean | undefined;
}

const TEXTS = ['microphone', 'camera', 'speaker'] as const;
const CLAIMS = ['echoCancellation', 'noiseSuppression', 'autoGainControl', 'voiceIsolation'] as const;
const STORAGE_KEY = 'rtc-elements:devices';
const MAX_ID_CHARACTERS = 512;

/** What this visitor chose last on this site, kept in `localStorage` and shared by all rooms of the page. */
export class ChosenDevices extends TypedEventTarget<{ change: DeviceChoice }> {
  readonly #storage: () => Pick<Storage, 'getItem' | 'setItem'>;
  #current: DeviceChoice;

  constructor(storage: () => Pick<Storage, 'getItem' | 'setItem'> = () => localStorage) {
    super();
    this.#storage = storage;
    this.#current = this.#read();
  }

  get current(): DeviceChoice {
    return this.#current;
  }

  /** Over what was chosen before. */
  remember({ panTiltZoom: _, ...choice }: DeviceChoice): void {
    this.#current = Object.freeze({ ...this.#current, ...choice });
    try {
      this.#storage().setItem(STORAGE_KEY, JSON.stringify(this.#current));
    } catch {
      // A browser that keeps its storage to itself, or has none left: the choice holds as long as the page.
    }
    this.emit('change', this.#current);
  }

  #read(): DeviceChoice {
    try {
      return choiceIn(JSON.parse(this.#storage().getItem(STORAGE_KEY) ?? '{}'));
    } catch {
      // No storage, or not ours what is in it.
      return {};
    }
  }
}

let chosen: ChosenDevices | undefined;

/** Those of this page. */
export function chosenDevices(): ChosenDevices {
  chosen ??= new ChosenDevices();
  return chosen;
}

/** What of `value` is a choice; anybody may have written there. */
function choiceIn(value: unknown): DeviceChoice {
  if (typeof value !== 'object' || value === null) return {};
  const fields = value as Readonly<Record<string, unknown>>;
  const choice: Record<string, string | boolean> = {};
  for (const name of TEXTS) {
    const text = fields[name];
    if (typeof text === 'string' && text.length <= MAX_ID_CHARACTERS) choice[name] = text;
  }
  for (const name of CLAIMS) {
    const claim = fields[name];
    if (typeof claim === 'boolean') choice[name] = claim;
  }
  return Object.freeze(choice);
}
