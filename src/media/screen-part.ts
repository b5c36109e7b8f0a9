import { RtcError } from '../protocol/index.js';
import { DrawnPicture } from './drawn-picture.js';
import type { CropRectangle, ScreenPicture } from './screen-picture.js';
import { canTransform, TransformedPicture } from './transformed-picture.js';

/** Region Capture and Element Capture, which the DOM's types lack. */
interface Targets {
  fromElement(element: Element): Promise<object>;
}
declare const CropTarget: Targets | undefined;
declare const RestrictionTarget: Targets | undefined;

interface OwnTabTrack extends MediaStreamTrack {
  cropTo?(target: object | null): Promise<void>;
  restrictTo?(target: object | null): Promise<void>;
}

/** The captured picture as it can be cut and held still, by whatever way this browser has. */
export function pictureOf(captured: MediaStreamTrack, crop: CropRectangle | undefined): ScreenPicture {
  return canTransform() ? new TransformedPicture(captured, crop) : new DrawnPicture(captured, crop);
}

/**
 * Makes the browser capture this element of the page and nothing else; `null` for all of the tab again. An element with
 * `isolation: isolate` is captured alone (Element Capture), any other with what lies over it (Region Capture). Rejects with
 * `media/unsupported`, or `media/over-constrained` when what was chosen is not this page.
 */
export async function showElement(captured: OwnTabTrack, element: Element | null): Promise<void> {
  try {
    if (element === null) {
      await captured.restrictTo?.(null);
      await captured.cropTo?.(null);
    } else if (isAlone(element) && typeof RestrictionTarget !== 'undefined' && captured.restrictTo !== undefined) {
      await captured.restrictTo(await RestrictionTarget.fromElement(element));
    } else if (typeof CropTarget !== 'undefined') {
      const target = await CropTarget.fromElement(element);
      if (captured.cropTo === undefined) throw notThisPage();
      await captured.cropTo(target);
    } else {
      throw new RtcError('media/unsupported', 'This browser cannot share one element of a page.', {
        hint: 'Share the screen and crop it to a rectangle.',
      });
    }
  } catch (cause) {
    if (cause instanceof RtcError) throw cause;
    throw notThisPage(cause);
  }
}

function notThisPage(cause?: unknown): RtcError {
  return new RtcError('media/over-constrained', 'What was chosen to share is not this page.', {
    hint: 'Choose this tab in the browser’s dialogue.',
    cause,
  });
}

function isAlone(element: Element): boolean {
  return getComputedStyle(element).isolation === 'isolate';
}
