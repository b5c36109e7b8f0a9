/** `denied`, `missing` and `busy` say why there is none although one was asked for. */
export type DeviceState = 'off' | 'on' | 'muted' | 'denied' | 'missing' | 'busy';

export type ScreenState = 'off' | 'on' | 'paused';
