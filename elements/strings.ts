/** Every sentence the elements show or speak, in English; those of a script that is fetched later are in a file beside it. `{name}` is replaced by the value of that name. */
const ENGLISH = {
  'room.failed': 'The call could not be joined',
  'room.retry': 'Try again',
  'drawing.unreachable': 'This part of the page could not be loaded',
  'person.you': 'You',
  'person.guest': 'Guest',
  'person.named-you': '{name} (you)',
  'announce.joined': 'You joined the call.',
  'announce.left': 'You left the call.',
  'announce.closed': 'The room was closed.',
  'announce.failed': 'The call failed.',
  'announce.reconnecting': 'Connection lost. Reconnecting.',
  'announce.reconnected': 'Connection restored.',
  'announce.person-joined': '{name} joined.',
  'announce.person-left': '{name} left.',
  'announce.presenting': '{name} is presenting.',
  'announce.not-presenting': '{name} stopped presenting.',
  'announce.hand': '{name} raised a hand.',
  'announce.waiting': '{name} wants to join.',
  'announce.call': '{name} is calling.',
  'announce.host': 'Waiting for the host.',
  'announce.admission': 'Waiting to be let in.',
  'announce.ejected': 'You were removed from the call.',
  'announce.banned': 'You were removed from the call.',
  'announce.replaced': 'The call goes on in another tab or window.',
  'announce.file-offer': '{name} offers the file {file}.',
  'video.region': 'Participants',
  'video.screen-of': 'Screen of {name}',
  'video.your-screen': 'Your screen',
  'video.stream-of': 'Stream of {name}',
  'video.your-stream': 'Your stream',
  'video.muted': 'microphone muted',
  'video.hand': 'hand raised',
  'video.suspended': 'Connection lost, coming back',
  'video.connecting': 'Connecting…',
  'video.disconnected': 'Connection lost',
  'video.poor': 'Poor connection',
  'video.paused': 'Poor connection, picture paused',
  'video.failed': 'No way to this person found',
  'video.empty': 'Nobody here yet',
  'video.play': 'Tap to play',
  'video.pin': 'Pin {name}',
  'video.picture-in-picture': 'Picture in picture: {name}',
  'video.full-screen': 'Full screen: {name}',
  'controls.label': 'Call controls',
  'controls.microphone': 'Microphone',
  'controls.camera': 'Camera',
  'controls.screen': 'Share screen',
  'controls.devices': 'Devices',
  'controls.hand': 'Raise hand',
  'controls.leave': 'Leave',
  'controls.join': 'Join',
  'device.denied': '{device}: permission was refused',
  'device.missing': '{device}: lost or not found',
  'device.busy': '{device}: in use by another program',
  'screen.unavailable': 'Screen sharing is not available in this browser',
  'files.unnamed': 'file',
} as const satisfies Record<string, string>;

export type StringKey = keyof typeof ENGLISH;

/** The sentence of that key, its placeholders filled in. */
export function text(key: StringKey, values?: SentenceValues): string {
  return filled(ENGLISH[key], values);
}

export type SentenceValues = Readonly<Record<string, string | number>>;

export function filled(sentence: string, values: SentenceValues = {}): string {
  return sentence.replace(/\{([a-z]+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

/** What a person is called here. */
export function personName(person: { readonly displayName: string; readonly self: boolean }): string {
  const name = person.displayName.trim();
  if (!person.self) return name || text('person.guest');
  return name ? text('person.named-you', { name }) : text('person.you');
}

/** What somebody who calls is called: by the name they give, or the one they can be called back under. */
export function callerName({
  displayName,
  from,
}: {
  readonly displayName: string;
  readonly from: string | null;
}): string {
  return personName({ displayName: displayName.trim() || (from ?? ''), self: false });
}
