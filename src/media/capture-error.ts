import { RtcError } from '../protocol/index.js';
import type { ErrorCode } from '../protocol/index.js';

/** What was asked for, in the words of the message. */
export type CaptureSubject = 'microphone' | 'camera' | 'camera and microphone' | 'screen';

/** What a browser's refusal means; names from Media Capture and Streams §10.2 and Screen Capture §5.1. */
const CODE_OF: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['NotAllowedError', 'media/denied'],
  ['SecurityError', 'media/denied'],
  ['NotFoundError', 'media/missing'],
  ['NotReadableError', 'media/busy'],
  ['AbortError', 'media/busy'],
  ['OverconstrainedError', 'media/over-constrained'],
  ['NotSupportedError', 'media/unsupported'],
]);

/** Who refused a `NotAllowedError`, where that could be found out. */
export type Refusal =
  /** The question was closed without an answer. */
  | { readonly by: 'nobody' }
  /** Names from Permissions Policy: `camera`, `microphone`, `display-capture`. */
  | { readonly by: 'policy'; readonly features: readonly string[]; readonly framed: boolean };

/** Translates what `getUserMedia` or `getDisplayMedia` rejected with; `cause` keeps it. */
export function captureError(cause: unknown, subject: CaptureSubject, refusal?: Refusal): RtcError {
  const code = codeOf(cause, subject, refusal);
  switch (code) {
    case 'media/dismissed':
      return new RtcError(code, `The browser’s question about the ${subject} was closed without an answer.`, {
        hint: `Try again, and allow the ${subject}.`,
        cause,
      });
    case 'media/blocked':
      return new RtcError(code, `This page is not allowed to use the ${subject}: its Permissions-Policy forbids it.`, {
        hint: refusal?.by === 'policy' ? policyHint(refusal) : '',
        cause,
      });
    case 'media/denied':
      return new RtcError(code, `The browser does not allow this page to use the ${subject}.`, {
        hint:
          subject === 'screen'
            ? 'Allow screen recording for the browser in the system settings; an embedding page must allow “display-capture”.'
            : `Allow the ${subject} in the browser’s site settings, then try again.`,
        cause,
      });
    case 'media/cancelled':
      return new RtcError(code, 'No screen was chosen.', { severity: 'info', cause });
    case 'media/missing':
      return new RtcError(code, `No ${subject} was found.`, {
        hint: `Connect a ${subject} and try again.`,
        cause,
      });
    case 'media/busy':
      return new RtcError(code, `The ${subject} could not be started.`, {
        hint: 'Close other programs and pages that use it, then try again.',
        cause,
      });
    case 'media/over-constrained':
      return new RtcError(code, `No ${subject} fits what was asked for.`, {
        hint: 'Choose another device or another resolution.',
        cause,
      });
    case 'media/unsupported':
      return unsupportedScreen(cause);
    default:
      return new RtcError('media/failed', `The ${subject} could not be captured.`, {
        // Screen Capture §5.1: without a gesture the browser rejects with InvalidStateError.
        hint: subject === 'screen' ? 'Start sharing from a click or a key press.' : 'Try again.',
        cause,
      });
  }
}

/** For a page that has no `navigator.mediaDevices`: browsers give devices to secure contexts only. */
export function insecureContext(): RtcError {
  return new RtcError('media/insecure', 'This page cannot use camera and microphone, because it is not secure.', {
    hint: 'Serve the page over https, or from localhost.',
  });
}

/** For a browser that cannot share screens, as those of most phones. */
export function unsupportedScreen(cause?: unknown): RtcError {
  return new RtcError('media/unsupported', 'This browser cannot share a screen.', {
    hint: 'Use a desktop browser to share a screen.',
    cause,
  });
}

/** What the site's owner writes, and where. */
function policyHint({ features, framed }: Refusal & { by: 'policy' }): string {
  const header = `Permissions-Policy: ${features.map((feature) => `${feature}=(self)`).join(', ')}`;
  if (!framed) return `The page’s own response must carry the header “${header}”, or none that names them.`;
  return `The frame needs allow="${features.join('; ')}", and neither page may forbid it by its header; “${header}” allows it.`;
}

function codeOf(cause: unknown, subject: CaptureSubject, refusal: Refusal | undefined): ErrorCode {
  const { name, message } = nameAndMessage(cause);
  if (refusal?.by === 'policy') return 'media/blocked';
  if (refusal?.by === 'nobody') return 'media/dismissed';
  const code = CODE_OF.get(name) ?? 'media/failed';
  if (subject !== 'screen') return code === 'media/unsupported' ? 'media/failed' : code;
  // A dismissed picker and a forbidden one are the same NotAllowedError; only the text of the latter names who forbids.
  if (name === 'NotAllowedError' && !/system|policy|policies/i.test(message)) return 'media/cancelled';
  return code;
}

/** By shape: not every browser's OverconstrainedError is an `Error`. */
function nameAndMessage(cause: unknown): { readonly name: string; readonly message: string } {
  if (typeof cause !== 'object' || cause === null) return { name: '', message: '' };
  const { name, message } = cause as { readonly name?: unknown; readonly message?: unknown };
  return { name: typeof name === 'string' ? name : '', message: typeof message === 'string' ? message : '' };
}
