import { browserCaptureSource, type CaptureDevices, type CaptureSource } from './capture.js';
import { CapturePool } from './capture-pool.js';
import { DeviceList } from './device-list.js';

let page: CaptureSource | undefined;

/** This page's devices, shared by all its rooms. */
export function pageCaptureSource(): CaptureSource {
  page ??= sharedSource(browserCaptureSource(), navigator.mediaDevices);
  return page;
}

function sharedSource(source: CaptureSource, listed: MediaDevices | undefined): CaptureSource {
  if (source.mediaDevices === undefined || listed === undefined) return source;
  const pool = new CapturePool(source.mediaDevices);
  const devices = new DeviceList(listed);
  pool.on('captured', () => void devices.refresh());
  return {
    ...source,
    mediaDevices: source.mediaDevices.getDisplayMedia === undefined ? withoutScreens(pool) : pool,
    devices,
    replaced: (listener, signal) =>
      pool.on(
        'replaced',
        ({ before, after, take }) => {
          if (listener(before, after)) take();
        },
        { signal },
      ),
  };
}

function withoutScreens(pool: CapturePool): CaptureDevices {
  return {
    getUserMedia: (constraints) => pool.getUserMedia(constraints),
    enumerateDevices: () => pool.enumerateDevices(),
    fit: (track, size) => pool.fit(track, size),
  };
}
