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

/** Translates what `getUserMedia` or `getDisplayMedia` rejected with; `cause` keeps it. */
export function captureError(cause: unknown, subject: CaptureSubject): RtcError {
  const code = codeOf(cause, subject);
  switch (code) {
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

function codeOf(cause: unknown, subject: CaptureSubject): ErrorCode {
  const { name, message } = nameAndMessage(cause);
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
