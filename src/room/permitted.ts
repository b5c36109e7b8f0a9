import { sends, type MediaKind, type Role, type RoomPolicy, type Source } from '../protocol/index.js';

/** Kinds of media by what they show; a screen's sound is part of the screen. */
export type SentKind = 'audio' | 'video' | 'screen';
export type PermittedKinds = Readonly<Record<SentKind, boolean>>;

const NOTHING: PermittedKinds = Object.freeze({ audio: false, video: false, screen: false });

/** What somebody in this role sends in this room; nothing for somebody who is not in it. */
export function permittedKinds(policy: RoomPolicy | undefined, role: Role | undefined): PermittedKinds {
  if (policy === undefined || role === undefined) return NOTHING;
  return {
    audio: sends(policy, role, 'audio'),
    video: sends(policy, role, 'video'),
    screen: sends(policy, role, 'screen'),
  };
}

/** Those of `publications` that whoever may send these kinds may make; the same array when that is all. */
export function permittedOnly<T extends { readonly source: Source; readonly kinds: readonly MediaKind[] }>(
  publications: readonly T[],
  permitted: PermittedKinds,
): readonly T[] {
  const allowed = publications.filter(({ source, kinds }) => sentKinds(source, kinds).every((kind) => permitted[kind]));
  return allowed.length === publications.length ? publications : allowed;
}

function sentKinds(source: Source, kinds: readonly MediaKind[]): readonly SentKind[] {
  switch (source) {
    case 'microphone':
      return ['audio'];
    case 'camera':
      return ['video'];
    case 'screen':
      return ['screen'];
    case 'custom':
      return kinds;
    default:
      return source satisfies never;
  }
}
