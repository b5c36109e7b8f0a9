import { LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { enumerated, json, numeric } from './attribute-converters.js';
import type { RoomConfig } from './room-config.js';

/** The config attributes of `rtc-room` and their properties. They are the page's: nothing here is ever written by us. */
export abstract class RoomConfigElement extends LitElement implements RoomConfig {
  @property() name: string | null | undefined;
  @property({ attribute: 'name-from' }) nameFrom: string | null | undefined;
  @property({ type: Boolean, attribute: 'auto-join' }) autoJoin = false;
  @property() server: string | null | undefined;
  @property({ converter: enumerated<RoomConfig['entry']>(['open-or-join', 'open', 'join']) })
  entry: RoomConfig['entry'] = 'open-or-join';
  @property() session: string | null | undefined;
  @property() direction: string | null | undefined;
  @property({ attribute: 'same-visitor', converter: enumerated<RoomConfig['sameVisitor']>(['allow', 'replace']) })
  sameVisitor: RoomConfig['sameVisitor'] = 'allow';
  @property({ attribute: 'reachable-as' }) reachableAs: string | null | undefined;
  @property() password: string | null | undefined;
  @property() ticket: string | null | undefined;
  @property() listed: string | null | undefined;
  @property({ type: Boolean, attribute: 'waiting-room' }) waitingRoom = false;
  @property({ type: Boolean, attribute: 'close-with-owner' }) closeWithOwner = false;
  @property({ attribute: 'display-name' }) displayName: string | null | undefined;
  @property({ converter: json }) extra: unknown;
  @property({ attribute: 'max-participants', converter: numeric }) maxParticipants: number | undefined;
  @property({ converter: numeric }) history: number | undefined;
  @property({ attribute: 'start-muted' }) startMuted: string | null | undefined;
  @property({ type: Boolean, attribute: 'no-capture' }) noCapture = false;
  @property() microphone: string | null | undefined;
  @property() camera: string | null | undefined;
  @property() speaker: string | null | undefined;
  @property() resolution: string | null | undefined;
  @property({ attribute: 'frame-rate', converter: numeric }) frameRate: number | undefined;
  @property() bandwidth: string | null | undefined;
  @property() codecs: string | null | undefined;
  @property({ converter: enumerated<RoomConfig['quality']>(['auto', 'full']) }) quality: RoomConfig['quality'] = 'auto';
  @property({ attribute: 'ice-servers', converter: json }) iceServers: unknown;
  @property({ attribute: 'ice-transport-policy', converter: enumerated<'all' | 'relay'>(['all', 'relay']) })
  iceTransportPolicy: 'all' | 'relay' = 'all';
  @property() candidates: string | null | undefined;
  @property({ converter: enumerated<'on' | 'off'>(['on', 'off']) }) trickle: 'on' | 'off' = 'on';
}

/** Whether an update is about the room itself and not only about how it is drawn. */
export function configChanged(changed: PropertyValues): boolean {
  return [...changed.keys()].some((name) => RoomConfigElement.elementProperties.has(name));
}
