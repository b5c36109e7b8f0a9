import type { DeviceState } from '../src/index.js';
import { text } from './strings.js';

/** Why a device that is wanted is not there, in a sentence. */
export function deviceProblem(device: 'microphone' | 'camera', state: DeviceState): string | undefined {
  if (state === 'on' || state === 'off' || state === 'muted') return undefined;
  return text(`device.${state}`, { device: text(`controls.${device}`) });
}
