import { RtcRoomElement } from '../../elements/define.js';
import { RtcError, type RoomState } from '../../src/index.js';
import { colourStream, FakeRoom, joined, line, person, stream, transfer } from './fake-room.js';

/** What test/screenshots.mjs asks for: an element, and the state of its room in a few words. */
interface Scene {
  readonly tag: string;
  readonly attributes?: string;
  readonly content?: string;
  readonly state: {
    readonly status?: RoomState['status'];
    readonly people?: number;
    readonly presenter?: number;
    readonly error?: 'fatal' | 'recoverable';
    readonly lines?: boolean;
    readonly transfers?: boolean;
    readonly microphone?: RoomState['microphone'];
    readonly camera?: RoomState['camera'];
    readonly screen?: RoomState['screen'];
  };
}

const NAMES = [
  'Ada Lovelace',
  'Grace Hopper',
  'مريم الإسطرلابي',
  'Edsger W. Dijkstra',
  '',
  'Radia Perlman',
  'Alan',
  'Hedy',
  'Karen',
];
const COLOURS = ['#3b6ea5', '#7a8f3c', '#a5643b', '#5b3ba5', '#3ba58a'];

const fake = new FakeRoom();
RtcRoomElement.createController = () => fake.controller;

function stage({ tag, attributes = '', content = '', state }: Scene): Promise<unknown> {
  const room = document.createElement('div');
  const element = `<${tag} ${attributes}>${content}</${tag}>`;
  room.innerHTML =
    tag === 'rtc-room' ? `<rtc-room name="standup">${content}</rtc-room>` : `<rtc-room>${element}</rtc-room>`;
  document.body.replaceChildren(room);
  fake.become(snapshot(state));
  const shown = document.querySelector(tag) as HTMLElement & { readonly updateComplete: Promise<unknown> };
  return shown.updateComplete;
}

function snapshot(state: Scene['state']): Partial<RoomState> {
  const { people = 0, presenter, error, lines, transfers, ...parts } = state;
  const participants = Array.from({ length: people }, (_, index) => someone(index, index === presenter));
  return {
    ...(people > 0 ? joined(...participants) : {}),
    ...parts,
    error: error && problem(error),
    messages: lines ? LINES : [],
    transfers: transfers ? TRANSFERS : [],
  };
}

function someone(index: number, presents: boolean) {
  const userId = `user-${index}`;
  const self = index === 0;
  const camera =
    index % 4 === 2 ? [] : [stream(userId, 'camera', { local: self, stream: colourStream(COLOURS[index % 5] ?? '') })];
  const screen = presents ? [stream(userId, 'screen', { stream: colourStream('#dfe5ee') })] : [];
  const microphone = stream(userId, 'microphone', { muted: { audio: index % 3 === 1, video: false } });
  const connection = index === 4 ? 'connecting' : 'connected';
  return person(userId, {
    displayName: NAMES[index] ?? '',
    self,
    connection,
    streams: [...camera, microphone, ...screen],
  });
}

function problem(severity: 'fatal' | 'recoverable'): RtcError {
  if (severity === 'fatal') {
    return new RtcError('room/full', 'The room “standup” is full.', {
      severity,
      hint: 'Try again when somebody has left.',
    });
  }
  return new RtcError('media/denied', 'The camera may not be used.', {
    hint: 'Allow it in the browser’s address bar.',
  });
}

const LINES = [
  line('1', 'Good morning! Did everybody see https://example.org/notes?'),
  line('2', 'I have added the figures.'),
  line('3', 'Yes, thanks. <b>This is no markup.</b>', { self: true, from: 'user-0', status: 'sent' }),
  line('4', 'صباح الخير', { from: 'user-2', displayName: 'مريم الإسطرلابي' }),
  line('5', 'A line that is long enough to need more than one line of the panel it is shown in.', {
    from: 'user-2',
    displayName: 'مريم الإسطرلابي',
  }),
  line('6', 'On my way', { self: true, from: 'user-0', status: 'sending' }),
];

const TRANSFERS = [
  transfer('1'),
  transfer('2', { name: 'holiday pictures.zip', status: 'transferring', bytes: 3_100_000, bytesPerSecond: 820_000 }),
  transfer('3', { name: 'minutes.txt', status: 'done', sizeBytes: 812, file: new File(['x'], 'minutes.txt') }),
  transfer('4', { name: 'slides.odp', direction: 'sending', status: 'declined', displayName: 'Grace Hopper' }),
];

function pictures(): readonly HTMLVideoElement[] {
  const found: HTMLVideoElement[] = [];
  const visit = (root: ParentNode): void => {
    for (const element of root.querySelectorAll('*')) {
      if (element instanceof HTMLVideoElement) found.push(element);
      if (element.shadowRoot !== null) visit(element.shadowRoot);
    }
  };
  visit(document);
  return found;
}

Object.assign(globalThis, { stage, pictures });
