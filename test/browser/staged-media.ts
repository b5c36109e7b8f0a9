import { browserCaptureSource } from '../../src/media/capture.js';
import type { CaptureDevices, CaptureSource } from '../../src/media/capture.js';
import { LocalMedia } from '../../src/media/local-media.js';
import type { LocalMediaState } from '../../src/media/local-media.js';
import type { LocalPublication } from '../../src/media/local-publication.js';
import type { WishedDevices } from '../../src/media/wished-devices.js';
import type { RtcError } from '../../src/protocol/index.js';
import { until } from './until.js';

/** One visitor's media in one call, and all it has told. */
export class StagedMedia {
  readonly call = new AbortController();
  readonly media: LocalMedia;
  readonly errors: RtcError[] = [];
  readonly changes: LocalMediaState[] = [];

  constructor(source: CaptureSource = browserCaptureSource(), wishes?: WishedDevices) {
    this.media = new LocalMedia({ signal: this.call.signal, source, ...(wishes && { wishes }) });
    this.media.on('error', (error) => this.errors.push(error));
    this.media.on('change', (state) => this.changes.push(state));
  }

  get codes(): string[] {
    return this.errors.map(({ code }) => code);
  }

  get sources(): string[] {
    return this.media.state.publications.map(({ source }) => source);
  }

  publication(source: string): LocalPublication | undefined {
    return this.media.state.publications.find((one) => one.source === source);
  }

  /** The track to look at: the picture, where there are both. */
  track(source: 'microphone' | 'camera' | 'screen'): MediaStreamTrack {
    const { audio, video } = this.publication(source)?.tracks ?? {};
    const track = video ?? audio;
    if (track === undefined) throw new Error(`no ${source} track`);
    return track;
  }

  untilState(wanted: Partial<LocalMediaState>): Promise<void> {
    const names = Object.keys(wanted) as (keyof LocalMediaState)[];
    const holds = () => names.every((name) => this.media.state[name] === wanted[name]);
    return until(this.media, 'change', holds, JSON.stringify(wanted));
  }

  untilError(): Promise<void> {
    return until(this.media, 'error', () => this.errors.length > 0, 'an error');
  }
}

/** The browser's own fake devices, where a test may stand in for some. */
export function sourceWith(devices: Partial<CaptureDevices>): CaptureSource {
  const { mediaDevices } = navigator;
  return {
    mediaDevices: {
      getUserMedia: (constraints) => mediaDevices.getUserMedia(constraints),
      getDisplayMedia: (options) => mediaDevices.getDisplayMedia(options),
      ...devices,
    },
  };
}

/** The browser’s own fake devices, and everything they were asked for. */
export function watchedSource(): {
  readonly source: CaptureSource;
  readonly asked: readonly MediaStreamConstraints[];
} {
  const asked: MediaStreamConstraints[] = [];
  const source = sourceWith({
    getUserMedia: (constraints) => {
      asked.push(constraints);
      return navigator.mediaDevices.getUserMedia(constraints);
    },
  });
  return { source, asked };
}

/** A browser's refusal by the name of its `DOMException`. */
export function refusing(name: string): () => Promise<MediaStream> {
  return () => Promise.reject(new DOMException('no', name));
}

/** A prompt that stays open until the test answers it. */
export function openPrompt(kinds: MediaStreamConstraints): {
  readonly answered: Promise<MediaStream>;
  readonly answer: () => Promise<MediaStream>;
} {
  let grant: (stream: MediaStream) => void = () => undefined;
  const answered = new Promise<MediaStream>((resolve) => (grant = resolve));
  const answer = async (): Promise<MediaStream> => {
    const stream = await navigator.mediaDevices.getUserMedia(kinds);
    grant(stream);
    return stream;
  };
  return { answered, answer };
}

export function readyStates(stream: MediaStream): string[] {
  return stream.getTracks().map(({ readyState }) => readyState);
}
