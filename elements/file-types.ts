/**
 * What a file is, by the ending of its name: the only word for it that counts here, whatever its sender calls it.
 * Nothing in this list is a document that runs script, but for `svg`, which is drawn as a picture and never handed on.
 */
const TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  ogv: 'video/ogg',
  webm: 'video/webm',
  csv: 'text/csv',
  gz: 'application/gzip',
  json: 'application/json',
  pdf: 'application/pdf',
  txt: 'text/plain',
  zip: 'application/zip',
};

const UNKNOWN = 'application/octet-stream';
const PICTURE_THAT_RUNS = 'image/svg+xml';

export type PreviewKind = 'image' | 'audio' | 'video';

/** The type under which a received file may have an address in this origin: never one that a browser would run. */
export function inertTypeOf(name: string): string {
  const type = typeOf(name);
  return type === PICTURE_THAT_RUNS ? UNKNOWN : type;
}

/** As what a file can be shown without running anything of it. */
export function previewOf(name: string): { readonly kind: PreviewKind; readonly type: string } | undefined {
  const type = typeOf(name);
  const kind = type.slice(0, type.indexOf('/'));
  return kind === 'image' || kind === 'audio' || kind === 'video' ? { kind, type } : undefined;
}

function typeOf(name: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(TYPES, ending) ? (TYPES[ending] ?? UNKNOWN) : UNKNOWN;
}
