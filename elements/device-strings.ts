import { filled, type SentenceValues } from './strings.js';

/** The sentences of devices and the green room, in English, in the manner of `strings.ts`. */
const ENGLISH = {
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
  'microphone-nth': 'Microphone {number}',
  'camera-nth': 'Camera {number}',
  'speaker-nth': 'Speaker {number}',
  default: 'As the system says',
  gone: 'None was found',
  echoCancellation: 'Remove echo',
  noiseSuppression: 'Suppress noise',
  autoGainControl: 'Even out the volume',
  voiceIsolation: 'Voice only',
  zoom: 'Zoom',
  pan: 'Turn left or right',
  tilt: 'Turn up or down',
  torch: 'Light',
  move: 'Allow zooming and turning…',
  unmovable: 'This camera cannot zoom or turn.',
  'preview.asking': 'Your browser may ask for your camera and microphone.',
  'preview.again': 'Try again',
  'preview.start': 'Try camera and microphone',
  'preview.you': 'You, as the others will see you',
  'preview.no-picture': 'No picture',
  'preview.level': 'How loud you are',
  'preview.hear': 'Hear yourself',
  'preview.join': 'Join',
  'preview.in-call': 'You are in the call.',
} as const satisfies Record<string, string>;

export type DeviceStringKey = keyof typeof ENGLISH;

export function deviceText(key: DeviceStringKey, values?: SentenceValues): string {
  return filled(ENGLISH[key], values);
}
