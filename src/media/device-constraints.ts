/** Which devices a page wants and how, in its own words: the attributes `microphone`, `camera`, `resolution` and `frame-rate`. */
export interface DeviceWishes {
  /** Device id or `default`. */
  readonly microphone?: string | undefined;
  /** Device id, `default`, `user` or `environment`. */
  readonly camera?: string | undefined;
  /** `auto`, `180p` … `2160p` or `WxH` in pixels. */
  readonly resolution?: string | undefined;
  /** Frames per second. */
  readonly frameRate?: number | undefined;
  /** In place of what `auto` begins with: as large as anybody shows it. */
  readonly autoSize?: Resolution | undefined;
  /** On unless switched off. */
  readonly echoCancellation?: boolean | undefined;
  readonly noiseSuppression?: boolean | undefined;
  readonly autoGainControl?: boolean | undefined;
  /** The speaker's voice and nothing else, where the browser can; off unless switched on. */
  readonly voiceIsolation?: boolean | undefined;
  /** Ask for the right to turn and zoom the camera, which browsers grant apart. */
  readonly panTiltZoom?: boolean | undefined;
}

/** Screen Capture and Image Capture members, which the DOM's types lack. */
export interface WishedConstraints extends MediaTrackConstraints {
  readonly voiceIsolation?: ConstrainBoolean;
  readonly pan?: boolean;
  readonly tilt?: boolean;
  readonly zoom?: boolean;
}

export interface Resolution {
  readonly width: number;
  readonly height: number;
}

/** 720p from the start costs 150 ms until the first picture: the first key frame is paced at the start bitrate. */
const AUTO_RESOLUTION: Resolution = { width: 640, height: 360 };
const DEFAULT_FRAME_RATE = 30;
const MAX_FRAME_RATE = 120;
const MAX_SIDE = 8192;

const NAMED_RESOLUTIONS: ReadonlyMap<string, Resolution> = new Map([
  ['180p', { width: 320, height: 180 }],
  ['240p', { width: 426, height: 240 }],
  ['360p', { width: 640, height: 360 }],
  ['480p', { width: 854, height: 480 }],
  ['720p', { width: 1280, height: 720 }],
  ['1080p', { width: 1920, height: 1080 }],
  ['1440p', { width: 2560, height: 1440 }],
  ['2160p', { width: 3840, height: 2160 }],
]);

/** Words that stand for no device id: `none` means "don't join with one", and then any will do when it is switched on. */
const NO_DEVICE_ID: ReadonlySet<string> = new Set(['', 'default', 'none']);

/** In pixels; what is missing or makes no sense is `auto`. */
export function parseResolution(text: string | undefined): Resolution {
  const wish = text?.trim().toLowerCase() ?? 'auto';
  const size = /^(\d{1,4})x(\d{1,4})$/.exec(wish);
  if (size === null) return NAMED_RESOLUTIONS.get(wish) ?? AUTO_RESOLUTION;
  const width = Number(size[1]);
  const height = Number(size[2]);
  return isSide(width) && isSide(height) ? { width, height } : AUTO_RESOLUTION;
}

/** In frames per second; what is missing or makes no sense is 30. */
export function parseFrameRate(frameRate: number | undefined): number {
  return frameRate !== undefined && frameRate > 0 && frameRate <= MAX_FRAME_RATE ? frameRate : DEFAULT_FRAME_RATE;
}

/** Whether the page leaves the size to us. */
export function isAuto(resolution: string | undefined): boolean {
  return parseResolution(resolution) === AUTO_RESOLUTION;
}

/** Size and rate are ideals, so that a camera which cannot do them still takes part. */
export function cameraConstraints(wishes: DeviceWishes): WishedConstraints {
  const said = parseResolution(wishes.resolution);
  const { width, height } = said === AUTO_RESOLUTION ? (wishes.autoSize ?? said) : said;
  return {
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: parseFrameRate(wishes.frameRate) },
    ...cameraChoice(wishes.camera?.trim() ?? ''),
    ...(wishes.panTiltZoom === true && { pan: true, tilt: true, zoom: true }),
  };
}

export function microphoneConstraints(wishes: DeviceWishes): WishedConstraints {
  return {
    echoCancellation: { ideal: wishes.echoCancellation !== false },
    noiseSuppression: { ideal: wishes.noiseSuppression !== false },
    autoGainControl: { ideal: wishes.autoGainControl !== false },
    ...(wishes.voiceIsolation === true && { voiceIsolation: { ideal: true } }),
    ...deviceChoice(wishes.microphone?.trim() ?? ''),
  };
}

/** Size and rate alone: what a running track can be given without another capture. */
export function sizeOf({ width, height, frameRate }: MediaTrackConstraints): MediaTrackConstraints {
  return { ...(width && { width }), ...(height && { height }), ...(frameRate && { frameRate }) };
}

/** Everything else, as a text to compare: which device it is and what it was asked to do. */
export function traitsOf({ width: _, height: __, frameRate: ___, ...traits }: MediaTrackConstraints): string {
  return JSON.stringify(traits);
}

/** The id of the one device this can mean, if there is one. */
export function exactDevice({ deviceId }: MediaTrackConstraints): string | undefined {
  if (typeof deviceId !== 'object' || Array.isArray(deviceId)) return undefined;
  return typeof deviceId.exact === 'string' ? deviceId.exact : undefined;
}

/** The same wish with the device as an ideal: what to ask for when exactly this device is not there. */
export function relaxed(constraints: MediaTrackConstraints): MediaTrackConstraints {
  const { deviceId } = constraints;
  if (typeof deviceId !== 'object' || Array.isArray(deviceId) || deviceId.exact === undefined) return constraints;
  return { ...constraints, deviceId: { ideal: deviceId.exact } };
}

function cameraChoice(camera: string): MediaTrackConstraints {
  return camera === 'user' || camera === 'environment' ? { facingMode: { ideal: camera } } : deviceChoice(camera);
}

function deviceChoice(deviceId: string): MediaTrackConstraints {
  return NO_DEVICE_ID.has(deviceId) ? {} : { deviceId: { exact: deviceId } };
}

function isSide(pixels: number): boolean {
  return pixels > 0 && pixels <= MAX_SIDE;
}
