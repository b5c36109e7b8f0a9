import type { CaptureSource } from './capture.js';
import type { CaptureSubject, Refusal } from './capture-error.js';

type Feature = 'camera' | 'microphone' | 'display-capture';

const FEATURES: Readonly<Record<CaptureSubject, readonly Feature[]>> = {
  camera: ['camera'],
  microphone: ['microphone'],
  'camera and microphone': ['camera', 'microphone'],
  screen: ['display-capture'],
};

/**
 * Who is behind a `NotAllowedError`: the browser gives policy, visitor and a closed question the same name. `undefined`
 * when it was the visitor, now or before, or when nobody can tell.
 */
export async function refusalOf(
  cause: unknown,
  subject: CaptureSubject,
  { allows, permissions }: Pick<CaptureSource, 'allows' | 'permissions'>,
): Promise<Refusal | undefined> {
  if (!(cause instanceof DOMException) || cause.name !== 'NotAllowedError') return undefined;
  const features = FEATURES[subject].filter((feature) => allows?.(feature) === false);
  if (features.length > 0) return { by: 'policy', features, framed: isFramed() };
  if (subject === 'screen') return undefined;
  const states = await Promise.all(FEATURES[subject].map((feature) => stateOf(feature, permissions)));
  // Who said no is remembered as "denied", if only for as long as the page lives.
  return states.every((state) => state === 'prompt') ? { by: 'nobody' } : undefined;
}

async function stateOf(
  feature: Feature,
  permissions: CaptureSource['permissions'],
): Promise<PermissionState | undefined> {
  try {
    return (await permissions?.query({ name: feature as PermissionName }))?.state;
  } catch {
    // Permissions §6.2.2: a browser that does not know the name rejects; then nobody can tell.
    return undefined;
  }
}

function isFramed(): boolean {
  return typeof window !== 'undefined' && window !== window.parent;
}
