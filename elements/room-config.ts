import type { IceServer, RoomOptions } from '../src/index.js';
import { roomNameFromAddress } from './room-name.js';

/** The config attributes of `rtc-room`, as its properties. */
export interface RoomConfig {
  readonly name: string | undefined;
  readonly nameFrom: string | undefined;
  readonly server: string | undefined;
  readonly session: string | undefined;
  readonly displayName: string | undefined;
  readonly extra: unknown;
  readonly maxParticipants: number | undefined;
  readonly startMuted: string | undefined;
  readonly noCapture: boolean;
  readonly microphone: string | undefined;
  readonly camera: string | undefined;
  readonly resolution: string | undefined;
  readonly frameRate: number | undefined;
  readonly iceServers: unknown;
  readonly iceTransportPolicy: 'all' | 'relay';
}

/** What the page wrote, as the controller takes it; `origin` is the service when the page names none. */
export function roomOptions(config: RoomConfig, origin: string | undefined): RoomOptions {
  const fromAddress = config.nameFrom && roomNameFromAddress(config.nameFrom, new URL(location.href));
  return {
    name: fromAddress || config.name || undefined,
    server: config.server ? resolved(config.server) : (origin ?? location.origin),
    session: config.session,
    displayName: config.displayName,
    extra: config.extra,
    maxParticipants: config.maxParticipants,
    startMuted: config.startMuted,
    noCapture: config.noCapture,
    microphone: config.microphone,
    camera: config.camera,
    resolution: config.resolution,
    frameRate: config.frameRate,
    iceServers: isIceServers(config.iceServers) ? config.iceServers : undefined,
    iceTransportPolicy: config.iceTransportPolicy,
  };
}

/** As `src` and `href` do: relative to the page. */
function resolved(server: string): string {
  return URL.canParse(server, document.baseURI) ? new URL(server, document.baseURI).href : server;
}

function isIceServers(value: unknown): value is readonly IceServer[] {
  return (
    Array.isArray(value) && value.every((server) => typeof server === 'object' && server !== null && 'urls' in server)
  );
}
