import { RtcError } from '../protocol/index.js';
import { captureError, insecureContext } from './capture-error.js';
import type { CaptureSubject } from './capture-error.js';
import { insteadOf } from './capture-fallback.js';
import { refusalOf } from './capture-refusal.js';
import { capturedStream } from './captured-stream.js';
import { relaxed } from './device-constraints.js';
import type { DeviceList } from './device-list.js';

export type Device = 'microphone' | 'camera';

/** What capturing needs of the browser; an argument, so that tests can be a browser without devices. */
export interface CaptureSource {
  /** Absent where the page is not a secure context. */
  readonly mediaDevices: CaptureDevices | undefined;
  /** Absent, or without these names, in older browsers. */
  readonly permissions?: Pick<Permissions, 'query'> | undefined;
  /** Whether the page's Permissions Policy allows a feature; absent where browsers do not tell. */
  readonly allows?: ((feature: string) => boolean) | undefined;
  /** Which devices there are. */
  readonly devices?: DeviceList | undefined;
  /**
   * Calls back when a device was opened anew and another track stands for one that was captured before. The listener says
   * whether it goes on with that: what nobody wants is stopped.
   */
  readonly replaced?:
    | ((
        listener: (before: MediaStreamTrack, after: MediaStreamTrack | undefined) => boolean,
        signal: AbortSignal,
      ) => void)
    | undefined;
}

export interface CaptureDevices {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  /** Absent on phones. */
  getDisplayMedia?(options: DisplayMediaStreamOptions): Promise<MediaStream>;
  /** For something else when a device fails; without it, there is nothing else. */
  enumerateDevices?(): Promise<readonly Pick<MediaDeviceInfo, 'deviceId' | 'kind'>[]>;
  /** Gives a running track another size; where several share a device, `applyConstraints` alone cannot make it larger. */
  fit?(track: MediaStreamTrack, size: MediaTrackConstraints): Promise<void>;
}

/** A device gives a track, or says why it has none. */
export type Captured = MediaStreamTrack | RtcError;

export interface CaptureContext {
  readonly source: CaptureSource;
  /** Ends the capture and every track that came of it. */
  readonly signal: AbortSignal;
  /** Something took the place of what was asked for; the error says why, and is only information. */
  readonly fellBack?: ((error: RtcError) => void) | undefined;
}

type Request = Partial<Record<Device, MediaTrackConstraints>>;

/** This page's devices. */
export function browserCaptureSource(): CaptureSource {
  // The DOM's types promise `mediaDevices` and `permissions` everywhere; insecure pages and old browsers have neither.
  const { mediaDevices, permissions } = navigator as Partial<Pick<Navigator, 'mediaDevices' | 'permissions'>>;
  return { mediaDevices, permissions, allows: allowedByPolicy };
}

/** `true` where the browser does not tell: then asking tells. */
function allowedByPolicy(feature: string): boolean {
  interface Policy {
    allowsFeature(feature: string): boolean;
  }
  const { permissionsPolicy, featurePolicy } = document as Document & {
    readonly permissionsPolicy?: Policy;
    readonly featurePolicy?: Policy;
  };
  return (permissionsPolicy ?? featurePolicy)?.allowsFeature(feature) ?? true;
}

/**
 * Captures one device; what fails is made up for as far as it goes (`capture-fallback.ts`). Resolves with its track or the
 * reason there is none; rejects only with the signal's reason.
 */
export async function captureDevice(
  device: Device,
  constraints: MediaTrackConstraints,
  context: CaptureContext,
): Promise<Captured> {
  const captured = await captureExactly(device, constraints, context);
  if (!(captured instanceof RtcError)) return captured;
  return insteadOf({ device, constraints, error: captured }, context, (wish) => {
    return captureExactly(device, wish, context);
  });
}

/** As `captureDevice`, with this device or, if it is gone, with the browser's own choice. */
export async function captureExactly(
  device: Device,
  constraints: MediaTrackConstraints,
  context: CaptureContext,
): Promise<Captured> {
  return trackOf(await open({ [device]: constraints }, context), device);
}

/**
 * Captures both with one question to the visitor. If that fails, each is tried alone, one after the other, so that a
 * missing camera costs nobody the microphone. Each promise is as `captureDevice`'s; when one refusal concerned both,
 * both give the same error.
 */
export function captureBoth(
  request: Required<Request>,
  context: CaptureContext,
): { readonly microphone: Promise<Captured>; readonly camera: Promise<Captured> } {
  const joint = openJointly(request, context);
  const half = async (device: Device, turn: Promise<unknown>): Promise<Captured> => {
    const { outcome, retry } = await joint;
    if (!retry.has(device)) return retry.size > 0 ? alone(outcome, device, context) : trackOf(outcome, device);
    await turn;
    return captureDevice(device, request[device], context);
  };
  const microphone = half('microphone', Promise.resolve());
  return { microphone, camera: half('camera', microphone) };
}

interface JointOutcome {
  readonly outcome: MediaStream | RtcError;
  /** Devices worth asking for alone. */
  readonly retry: ReadonlySet<Device>;
}

const NONE: ReadonlySet<Device> = new Set();
const BOTH: ReadonlySet<Device> = new Set(['microphone', 'camera'] as const);

const REFUSALS: ReadonlySet<string> = new Set(['media/denied', 'media/dismissed', 'media/blocked']);

async function openJointly(request: Required<Request>, context: CaptureContext): Promise<JointOutcome> {
  const outcome = await open(request, context);
  if (!(outcome instanceof RtcError) || outcome.code === 'media/insecure') return { outcome, retry: NONE };
  if (!REFUSALS.has(outcome.code)) return { outcome, retry: BOTH };
  return { outcome, retry: await worthAskingAgain(context.source.permissions) };
}

/**
 * After a refusal: a device already granted is free to take, and one the visitor has never been asked for may be, if it
 * was the other one that is blocked. A question that was just dismissed is not put a second time.
 */
async function worthAskingAgain(permissions: Pick<Permissions, 'query'> | undefined): Promise<ReadonlySet<Device>> {
  if (permissions === undefined) return BOTH;
  try {
    const [microphone, camera] = await Promise.all([
      permissions.query({ name: 'microphone' }),
      permissions.query({ name: 'camera' }),
    ]);
    const worth = new Set<Device>();
    if (mayAsk(microphone.state, camera.state)) worth.add('microphone');
    if (mayAsk(camera.state, microphone.state)) worth.add('camera');
    return worth;
  } catch (error) {
    // Permissions §6.2.2: a browser that does not know the name rejects with TypeError. Then only asking can tell.
    // Any other refusal comes from a page that is going away, where nobody is there to be asked.
    return error instanceof TypeError ? BOTH : NONE;
  }
}

function mayAsk(own: PermissionState, other: PermissionState): boolean {
  return own === 'granted' || (own === 'prompt' && other === 'denied');
}

/** With exactly the devices asked for, or with others where those are gone. */
async function open(request: Request, context: CaptureContext): Promise<MediaStream | RtcError> {
  const exact = await openOnce(request, context);
  if (!(exact instanceof RtcError) || exact.code !== 'media/over-constrained') return exact;
  const { microphone, camera } = request;
  return openOnce(
    { ...(microphone && { microphone: relaxed(microphone) }), ...(camera && { camera: relaxed(camera) }) },
    context,
  );
}

async function openOnce(request: Request, { source, signal }: CaptureContext): Promise<MediaStream | RtcError> {
  signal.throwIfAborted();
  if (source.mediaDevices === undefined) return insecureContext();
  const { microphone: audio = false, camera: video = false } = request;
  try {
    return await capturedStream(source.mediaDevices.getUserMedia({ audio, video }), signal);
  } catch (cause) {
    signal.throwIfAborted();
    const subject = subjectOf(request);
    const refusal = await refusalOf(cause, subject, source);
    signal.throwIfAborted();
    return captureError(cause, subject, refusal);
  }
}

function subjectOf({ microphone, camera }: Request): CaptureSubject {
  if (microphone !== undefined && camera !== undefined) return 'camera and microphone';
  return camera === undefined ? 'microphone' : 'camera';
}

/** The other device is tried again, so the refusal concerned this one. */
async function alone(outcome: MediaStream | RtcError, device: Device, { source }: CaptureContext): Promise<Captured> {
  if (!(outcome instanceof RtcError)) return trackOf(outcome, device);
  return captureError(outcome.cause, device, await refusalOf(outcome.cause, device, source));
}

function trackOf(outcome: MediaStream | RtcError, device: Device): Captured {
  if (outcome instanceof RtcError) return outcome;
  const [track] = device === 'microphone' ? outcome.getAudioTracks() : outcome.getVideoTracks();
  return track ?? captureError(new DOMException('The stream came without a track', 'NotFoundError'), device);
}
