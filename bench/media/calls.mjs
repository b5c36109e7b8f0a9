const LARGE = { width: 640, height: 360 };
const THUMBNAIL = { width: 160, height: 90 };

const FOUR = { people: 4, camera: { ...LARGE, frameRate: 20 }, columns: 2, rows: 2 };
// Pictures alone: the sound of eight people would fill two cores by itself, and is the same however pictures are sent.
const EIGHT = { people: 8, session: 'video', camera: { width: 320, height: 180, frameRate: 10 }, columns: 3, rows: 3 };

/**
 * The calls that are measured. `tile` is what each person has room for on each page, `quality` our attribute of that name:
 * `full` sends everything to everybody, as those do who know of nothing else.
 */
export const CALLS = [
  { id: 'four-full-ours', contestant: 'ours', ...FOUR, tile: LARGE, quality: 'full' },
  { id: 'four-full-ancestor', contestant: 'ancestor', ...FOUR, tile: LARGE },
  { id: 'four-small-ours', contestant: 'ours', ...FOUR, tile: THUMBNAIL, quality: 'auto' },
  { id: 'four-small-ancestor', contestant: 'ancestor', ...FOUR, tile: THUMBNAIL },
  { id: 'eight-small-ours', contestant: 'ours', ...EIGHT, tile: THUMBNAIL, quality: 'auto' },
  { id: 'eight-small-ours-full', contestant: 'ours', ...EIGHT, tile: THUMBNAIL, quality: 'full' },
];

/** What we want to reach: processor time of one call as a part of another’s. */
export const CALL_AIMS = [
  { what: 'four people, equal sending', call: 'four-full-ours', to: 'four-full-ancestor', aim: 1 },
  { what: 'four people in thumbnails', call: 'four-small-ours', to: 'four-small-ancestor', aim: 0.6 },
  { what: 'eight people, adaptive or not', call: 'eight-small-ours', to: 'eight-small-ours-full', aim: 0.5 },
];

export const FIRST_FRAME_AIM = 0.55;
