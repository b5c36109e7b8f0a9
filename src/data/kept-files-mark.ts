/** In `localStorage` while this browser may keep unfinished files: whoever finds it loads the file engine early. */
export const KEPT_FILES_MARK = 'rtc-elements-files';

export function hasKeptFiles(): boolean {
  try {
    return localStorage.getItem(KEPT_FILES_MARK) !== null;
  } catch {
    // Storage is switched off: nothing is kept.
    return false;
  }
}
