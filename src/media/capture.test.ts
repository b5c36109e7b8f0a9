import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtcError } from '../protocol/index.js';
import { captureBoth, captureDevice } from './capture.js';
import type { Captured, CaptureSource } from './capture.js';

class FakeTrack extends EventTarget {
  readyState = 'live';
  constructor(readonly kind: 'audio' | 'video') {
    super();
  }
  stop(): void {
    this.readyState = 'ended';
  }
}

function fakeStream(...tracks: FakeTrack[]): MediaStream {
  const ofKind = (kind: string) => tracks.filter((track) => track.kind === kind);
  return {
    getTracks: () => tracks,
    getAudioTracks: () => ofKind('audio'),
    getVideoTracks: () => ofKind('video'),
  } as unknown as MediaStream;
}

interface FakeBrowser {
  readonly source: CaptureSource;
  /** What was asked for, in order: `microphone`, `camera`, `both`. */
  readonly asked: string[];
  readonly constraints: MediaStreamConstraints[];
}

/** A browser that answers each question by `answer`: nothing to grant it, or the name of a `DOMException`. */
function fakeBrowser(
  answer: (asked: string, constraints: MediaStreamConstraints) => string | undefined,
  permissions?: (name: string) => PermissionState,
): FakeBrowser {
  const asked: string[] = [];
  const constraints: MediaStreamConstraints[] = [];
  const source: CaptureSource = {
    mediaDevices: {
      async getUserMedia(wanted) {
        const { audio, video } = wanted;
        const what = audio !== false && video !== false ? 'both' : video === false ? 'microphone' : 'camera';
        asked.push(what);
        constraints.push(wanted);
        const refusal = answer(what, wanted);
        if (refusal !== undefined) throw new DOMException('no', refusal);
        return fakeStream(
          ...(audio === false ? [] : [new FakeTrack('audio')]),
          ...(video === false ? [] : [new FakeTrack('video')]),
        );
      },
    },
    permissions: permissions && {
      query: async ({ name }) => ({ state: permissions(name) }) as PermissionStatus,
    },
  };
  return { source, asked, constraints };
}

const outcomeOf = (captured: Captured) => (captured instanceof RtcError ? captured.code : captured.kind);

async function both(source: CaptureSource): Promise<{ microphone: Captured; camera: Captured }> {
  const { signal } = new AbortController();
  const { microphone, camera } = captureBoth({ microphone: {}, camera: {} }, { source, signal });
  return { microphone: await microphone, camera: await camera };
}

async function bothOutcomes(source: CaptureSource): Promise<string[]> {
  const { microphone, camera } = await both(source);
  return [outcomeOf(microphone), outcomeOf(camera)];
}

test('microphone and camera are one question', async () => {
  const { source, asked } = fakeBrowser(() => undefined);
  assert.deepEqual(await bothOutcomes(source), ['audio', 'video']);
  assert.deepEqual(asked, ['both']);
});

test('a missing camera leaves the microphone', async () => {
  const { source, asked } = fakeBrowser((what) => (what === 'microphone' ? undefined : 'NotFoundError'));
  assert.deepEqual(await bothOutcomes(source), ['audio', 'media/missing']);
  assert.deepEqual(asked, ['both', 'microphone', 'camera']);
});

test('a busy microphone leaves the camera', async () => {
  const { source } = fakeBrowser((what) => (what === 'camera' ? undefined : 'NotReadableError'));
  assert.deepEqual(await bothOutcomes(source), ['media/busy', 'video']);
});

test('only the kind that is wanted is asked for', async () => {
  const { source, constraints } = fakeBrowser(() => 'NotFoundError');
  const { signal } = new AbortController();
  assert.equal(outcomeOf(await captureDevice('camera', {}, { source, signal })), 'media/missing');
  assert.deepEqual(constraints, [{ audio: false, video: {} }]);
});

test('a device that is gone is replaced by another, in one question for both', async () => {
  const { source, asked, constraints } = fakeBrowser((_, { video }) =>
    JSON.stringify(video).includes('exact') ? 'OverconstrainedError' : undefined,
  );
  const { signal } = new AbortController();
  const request = { microphone: { deviceId: { exact: 'a' } }, camera: { deviceId: { exact: 'b' } } };
  const { microphone, camera } = captureBoth(request, { source, signal });
  assert.deepEqual([outcomeOf(await microphone), outcomeOf(await camera)], ['audio', 'video']);
  assert.deepEqual(asked, ['both', 'both']);
  assert.deepEqual(constraints[1], { audio: { deviceId: { ideal: 'a' } }, video: { deviceId: { ideal: 'b' } } });
});

test('a refusal of both is one error and no second question', async () => {
  for (const [state, code] of [
    ['prompt', 'media/dismissed'],
    ['denied', 'media/denied'],
  ] as const) {
    const { source, asked } = fakeBrowser(
      () => 'NotAllowedError',
      () => state,
    );
    const { microphone, camera } = await both(source);
    assert.equal(outcomeOf(microphone), code);
    assert.equal(microphone, camera);
    assert.deepEqual(asked, ['both']);
  }
});

test('a blocked camera leaves the microphone, and only the camera is said to be denied', async () => {
  for (const microphoneState of ['prompt', 'granted'] as const) {
    const { source, asked } = fakeBrowser(
      (what) => (what === 'microphone' ? undefined : 'NotAllowedError'),
      (name) => (name === 'camera' ? 'denied' : microphoneState),
    );
    const { microphone, camera } = await both(source);
    assert.equal(outcomeOf(microphone), 'audio');
    assert.ok(camera instanceof RtcError);
    assert.equal(camera.code, 'media/denied');
    assert.doesNotMatch(camera.message, /microphone/);
    assert.deepEqual(asked, ['both', 'microphone']);
  }
});

test('where permissions cannot be asked about, each device is tried alone', async () => {
  const refuse = (what: string) => (what === 'microphone' ? undefined : 'NotAllowedError');
  const unknownNames = fakeBrowser(refuse, () => {
    throw new TypeError('microphone is no permission name here');
  });
  for (const { source, asked } of [fakeBrowser(refuse), unknownNames]) {
    assert.deepEqual(await bothOutcomes(source), ['audio', 'media/denied']);
    assert.deepEqual(asked, ['both', 'microphone', 'camera']);
  }
});

test('an insecure page gets one error for both', async () => {
  const { microphone, camera } = await both({ mediaDevices: undefined });
  assert.equal(outcomeOf(microphone), 'media/insecure');
  assert.equal(microphone, camera);
});

test('a capture that arrives after the abort is stopped, and nobody waits for it', async () => {
  const track = new FakeTrack('audio');
  let grant: (stream: MediaStream) => void = () => assert.fail('nothing was asked for');
  const prompt = new Promise<MediaStream>((resolve) => (grant = resolve));
  const call = new AbortController();
  const source = { mediaDevices: { getUserMedia: () => prompt } };
  const captured = captureDevice('microphone', {}, { source, signal: call.signal });
  call.abort();
  await assert.rejects(captured, (error) => error === call.signal.reason);
  grant(fakeStream(track));
  await prompt;
  assert.equal(track.readyState, 'ended');
});

test('the abort stops what was captured, and nothing more is asked', async () => {
  const call = new AbortController();
  const { source, asked } = fakeBrowser((what) => {
    if (what === 'camera') call.abort();
    return what === 'microphone' ? undefined : 'NotReadableError';
  });
  const { microphone, camera } = captureBoth({ microphone: {}, camera: {} }, { source, signal: call.signal });
  const refused = assert.rejects(camera, (error) => error === call.signal.reason);
  const track = await microphone;
  await refused;
  assert.ok(!(track instanceof RtcError));
  assert.equal(track.readyState, 'ended');
  assert.deepEqual(asked, ['both', 'microphone', 'camera']);
});

/** A browser with these devices; what is asked for is answered as by `fakeBrowser`. */
function withDevices(browser: FakeBrowser, ...deviceIds: string[]): CaptureSource {
  const kinds = ['audioinput', 'videoinput'] as const;
  const devices = kinds.flatMap((kind) => ['default', ...deviceIds].map((deviceId) => ({ kind, deviceId })));
  return {
    ...browser.source,
    mediaDevices: { ...browser.source.mediaDevices!, enumerateDevices: async () => devices },
  };
}

const asksFor = (constraints: MediaStreamConstraints, text: string) => JSON.stringify(constraints).includes(text);

test('a busy microphone is replaced by the next one, and that is told', async () => {
  const browser = fakeBrowser((_, wanted) => (asksFor(wanted, 'spare') ? undefined : 'NotReadableError'));
  const told: RtcError[] = [];
  const context = { source: withDevices(browser, 'busy', 'spare'), signal: new AbortController().signal };
  const wish = { deviceId: { exact: 'busy' }, echoCancellation: true };
  const captured = await captureDevice('microphone', wish, { ...context, fellBack: (error) => told.push(error) });
  assert.equal(outcomeOf(captured), 'audio');
  assert.deepEqual(browser.constraints.at(-1)?.audio, { deviceId: { exact: 'spare' }, echoCancellation: true });
  assert.equal(browser.asked.length, 2, 'the pseudo device “default” and the busy one are not tried again');
  assert.deepEqual(
    told.map(({ code, severity }) => [code, severity]),
    [['media/busy', 'info']],
  );
  assert.match(told[0]!.message, /Another microphone/);
});

test('a camera that cannot do the size is asked for less, after the other cameras', async () => {
  const browser = fakeBrowser((_, wanted) => (asksFor(wanted, '1920') ? 'NotReadableError' : undefined));
  const context = { source: withDevices(browser, 'one', 'two'), signal: new AbortController().signal };
  const captured = await captureDevice('camera', { width: { ideal: 1920 } }, context);
  assert.equal(outcomeOf(captured), 'video');
  assert.deepEqual(
    browser.constraints.map(({ video }) => JSON.stringify(video)),
    [
      { width: { ideal: 1920 } },
      { width: { ideal: 1920 }, deviceId: { exact: 'one' } },
      { width: { ideal: 1920 }, deviceId: { exact: 'two' } },
      { width: { ideal: 320 }, height: { ideal: 180 }, frameRate: { ideal: 15 } },
    ].map((wish) => JSON.stringify(wish)),
  );
});

test('when nothing helps, the first reason is the one', async () => {
  const browser = fakeBrowser((_, wanted) => (asksFor(wanted, 'exact') ? 'NotFoundError' : 'NotReadableError'));
  const context = { source: withDevices(browser, 'one', 'two'), signal: new AbortController().signal };
  assert.equal(outcomeOf(await captureDevice('camera', {}, context)), 'media/busy');
});

test('who said no is not asked in another way', async () => {
  const browser = fakeBrowser(() => 'NotAllowedError');
  const context = { source: withDevices(browser, 'one', 'two'), signal: new AbortController().signal };
  assert.equal(outcomeOf(await captureDevice('camera', {}, context)), 'media/denied');
  assert.equal(browser.asked.length, 1);
});

test('a camera the page’s policy forbids is blocked, with the header that would allow it; the microphone works', async () => {
  const { source } = fakeBrowser(
    (what) => (what === 'microphone' ? undefined : 'NotAllowedError'),
    (name) => (name === 'camera' ? 'denied' : 'prompt'),
  );
  const { microphone, camera } = await both({ ...source, allows: (feature) => feature !== 'camera' });
  assert.equal(outcomeOf(microphone), 'audio');
  assert.ok(camera instanceof RtcError);
  assert.equal(camera.code, 'media/blocked');
  assert.match(camera.hint, /Permissions-Policy: camera=\(self\)/);
  assert.doesNotMatch(camera.hint, /microphone/);
});
