import { LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { enumerated, json, numeric } from './attribute-converters.js';
import type { RoomConfig } from './room-config.js';

/** The config attributes of `rtc-room` and their properties. They are the page's: nothing here is ever written by us. */
export abstract class RoomConfigElement extends LitElement implements RoomConfig {
  @property() name: string | undefined;
  @property({ attribute: 'name-from' }) nameFrom: string | undefined;
  @property({ type: Boolean, attribute: 'auto-join' }) autoJoin = false;
  @property() server: string | undefined;
  @property() session: string | undefined;
  @property({ attribute: 'display-name' }) displayName: string | undefined;
  @property({ converter: json }) extra: unknown;
  @property({ attribute: 'max-participants', converter: numeric }) maxParticipants: number | undefined;
  @property({ attribute: 'start-muted' }) startMuted: string | undefined;
  @property({ type: Boolean, attribute: 'no-capture' }) noCapture = false;
  @property() microphone: string | undefined;
  @property() camera: string | undefined;
  @property() resolution: string | undefined;
  @property({ attribute: 'frame-rate', converter: numeric }) frameRate: number | undefined;
  @property({ attribute: 'ice-servers', converter: json }) iceServers: unknown;
  @property({ attribute: 'ice-transport-policy', converter: enumerated<'all' | 'relay'>(['all', 'relay']) })
  iceTransportPolicy: 'all' | 'relay' = 'all';
}

/** Whether an update is about the room itself and not only about how it is drawn. */
export function configChanged(changed: PropertyValues<RoomConfigElement>): boolean {
  return CONFIG.some((name) => changed.has(name));
}

const CONFIG = [
  'name',
  'nameFrom',
  'server',
  'session',
  'displayName',
  'extra',
  'maxParticipants',
  'startMuted',
  'noCapture',
  'microphone',
  'camera',
  'resolution',
  'frameRate',
  'iceServers',
  'iceTransportPolicy',
] as const satisfies readonly (keyof RoomConfig)[];
