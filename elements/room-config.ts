import type { IceServer, RoomOptions } from '../src/index.js';
import { roomNameFromAddress } from './room-name.js';

/** The config attributes of `rtc-room`, as its properties; an attribute that is taken away is null. */
export interface RoomConfig {
  readonly name: string | null | undefined;
  readonly nameFrom: string | null | undefined;
  readonly server: string | null | undefined;
  readonly entry: NonNullable<RoomOptions['entry']>;
  readonly session: string | null | undefined;
  readonly direction: string | null | undefined;
  readonly sameVisitor: NonNullable<RoomOptions['sameVisitor']>;
  readonly reachableAs: string | null | undefined;
  readonly password: string | null | undefined;
  readonly ticket: string | null | undefined;
  readonly listed: string | null | undefined;
  readonly waitingRoom: boolean;
  readonly closeWithOwner: boolean;
  readonly displayName: string | null | undefined;
  readonly extra: unknown;
  readonly maxParticipants: number | undefined;
  readonly history: number | undefined;
  readonly startMuted: string | null | undefined;
  readonly noCapture: boolean;
  readonly microphone: string | null | undefined;
  readonly camera: string | null | undefined;
  readonly speaker: string | null | undefined;
  readonly resolution: string | null | undefined;
  readonly frameRate: number | undefined;
  readonly bandwidth: string | null | undefined;
  readonly codecs: string | null | undefined;
  readonly quality: NonNullable<RoomOptions['quality']>;
  readonly iceServers: unknown;
  readonly iceTransportPolicy: 'all' | 'relay';
  readonly candidates: string | null | undefined;
  readonly trickle: 'on' | 'off';
}

/** What the page wrote, as the controller takes it; `origin` is the service when the page names none. */
export function roomOptions(config: RoomConfig, origin: string | undefined): RoomOptions {
  const fromAddress = config.nameFrom && roomNameFromAddress(config.nameFrom, new URL(location.href));
  return {
    name: fromAddress || config.name || undefined,
    server: config.server ? resolved(config.server) : (origin ?? location.origin),
    entry: config.entry,
    session: config.session ?? undefined,
    direction: config.direction ?? undefined,
    sameVisitor: config.sameVisitor,
    reachableAs: config.reachableAs || undefined,
    password: config.password || undefined,
    ticket: config.ticket || undefined,
    listed: config.listed ?? undefined,
    waitingRoom: config.waitingRoom,
    closeWithOwner: config.closeWithOwner,
    displayName: config.displayName ?? undefined,
    extra: config.extra,
    maxParticipants: config.maxParticipants,
    history: config.history,
    startMuted: config.startMuted ?? undefined,
    noCapture: config.noCapture,
    microphone: config.microphone ?? undefined,
    camera: config.camera ?? undefined,
    speaker: config.speaker ?? undefined,
    resolution: config.resolution ?? undefined,
    frameRate: config.frameRate,
    bandwidth: config.bandwidth ?? undefined,
    codecs: config.codecs ?? undefined,
    quality: config.quality,
    iceServers: isIceServers(config.iceServers) ? config.iceServers : undefined,
    iceTransportPolicy: config.iceTransportPolicy,
    candidates: config.candidates ?? undefined,
    trickle: config.trickle,
  };
}

/** As `src` and `href` do: relative to the page. */
export function resolved(server: string): string {
  return URL.canParse(server, document.baseURI) ? new URL(server, document.baseURI).href : server;
}

function isIceServers(value: unknown): value is readonly IceServer[] {
  return (
    Array.isArray(value) && value.every((server) => typeof server === 'object' && server !== null && 'urls' in server)
  );
}
