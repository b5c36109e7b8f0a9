import { RtcRoomElement } from '../../elements/define.js';
import {
  RtcError,
  type ChatLine,
  type ErrorCode,
  type Role,
  type RoomListing,
  type RoomState,
} from '../../src/index.js';
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
    readonly reason?: string;
    readonly error?: 'fatal' | 'recoverable' | ErrorCode;
    /** The role of the first person, oneself. */
    readonly role?: Role;
    /** How many wait to be let in. */
    readonly waiting?: number;
    readonly calling?: boolean;
    readonly locked?: boolean;
    /** Hands up, and a line that is broken. */
    readonly hands?: boolean;
    readonly rooms?: number;
    readonly lines?: boolean | 'told' | 'files' | 'many';
    /** How many others are writing a line. */
    readonly typing?: number;
    readonly transfers?: boolean;
    readonly microphone?: RoomState['microphone'];
    readonly camera?: RoomState['camera'];
    readonly screen?: RoomState['screen'];
    /** The camera can zoom, turn and give light. */
    readonly moves?: boolean;
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

async function stage({ tag, attributes = '', content = '', state }: Scene): Promise<void> {
  const room = document.createElement('div');
  const element = `<${tag} ${attributes}>${content}</${tag}>`;
  room.innerHTML =
    tag === 'rtc-room'
      ? `<rtc-room ${attributes || 'name="standup"'}>${content}</rtc-room>`
      : `<rtc-room>${element}</rtc-room>`;
  document.body.replaceChildren(room);
  const range = { min: 100, max: 400, step: 10 };
  if (state.moves)
    MediaStreamTrack.prototype.getCapabilities = () => ({ zoom: range, pan: range, torch: true }) as object;
  fake.become(snapshot(state));
  const shown = document.querySelector(tag) as HTMLElement & { readonly updateComplete: Promise<unknown> };
  await shown.updateComplete;
  if (state.rooms !== undefined) listRooms(LISTINGS.slice(0, state.rooms));
  await shown.updateComplete;
}

/** As if the service told the lobby. */
function listRooms(rooms: readonly RoomListing[]): void {
  const listener = fake.calls.findLast(([method]) => method === 'watchRooms')?.[2];
  if (typeof listener === 'function') (listener as (rooms: readonly RoomListing[]) => void)(rooms);
}

function snapshot(state: Scene['state']): Partial<RoomState> {
  const {
    people = 0,
    presenter,
    error,
    lines,
    typing = 0,
    transfers,
    role,
    waiting = 0,
    calling,
    hands,
    moves: _,
    ...parts
  } = state;
  const participants = Array.from({ length: people }, (_, index) => ({
    ...someone(index, index === presenter),
    ...(index === 0 && role !== undefined && { role }),
    ...(hands === true && {
      hand: index % 3 === 1,
      presence: index === 3 ? ('suspended' as const) : ('online' as const),
    }),
  }));
  return {
    ...(people > 0 ? joined(...participants) : {}),
    ...parts,
    error: error && problem(error),
    messages: linesOf(lines),
    typing: participants.slice(1, 1 + typing).map(({ userId }) => userId),
    transfers: transfers ? TRANSFERS : lines === 'files' ? ATTACHED : [],
    calls: calling ? [{ callId: '1', from: 'reception', displayName: 'Hedy Lamarr' }] : [],
    waiting: WAITING.slice(0, waiting),
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

function problem(severity: 'fatal' | 'recoverable' | ErrorCode): RtcError {
  if (severity !== 'fatal' && severity !== 'recoverable') {
    return new RtcError(severity, 'The room does not let you in.', { severity: 'fatal', hint: 'Ask its owner.' });
  }
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

const WAITING = ['Barbara Liskov', 'زائر', 'Donald'].map((displayName, index) => {
  return { userId: `waiting-${index}`, displayName, extra: null };
});

const LISTINGS = [
  { room: 'Tea and biscuits', displayName: 'Ada Lovelace', people: 3 },
  { room: 'Compiler corner', displayName: 'Grace Hopper', people: 8, maxParticipants: 8, full: true },
  { room: 'standup', displayName: '', people: 2, locked: true, protected: true },
  { room: 'غرفة', displayName: 'مريم', people: 1 },
].map((listing): RoomListing => {
  const session = { audio: true, video: true, screen: true, data: true };
  return { maxParticipants: 50, full: false, locked: false, protected: false, session, extra: null, ...listing };
});

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

const TOLD = [
  line('t1', 'Shall we begin?', { from: 'gone', displayName: 'Barbara Liskov', toldBy: 'user-1' }),
  line('t2', 'A moment, please.', { from: 'user-1', displayName: 'Grace Hopper', toldBy: 'user-1' }),
];

const FILES = [
  line('f1', 'The plan, and a picture', {
    from: 'user-1',
    displayName: 'Grace Hopper',
    attachments: [
      { name: 'plan of the whole house, second floor.pdf', sizeBytes: 5_242_880, mediaType: '', fileId: 'a1' },
      { name: 'photo.jpg', sizeBytes: 812_000, mediaType: 'image/jpeg', fileId: 'a2' },
      { name: 'notes.txt', sizeBytes: 812, mediaType: 'text/plain', fileId: 'a3' },
    ],
  }),
  line('f2', '', {
    self: true,
    from: 'user-0',
    status: 'sent',
    attachments: [{ name: 'answer.odt', sizeBytes: 40_000, mediaType: '', fileId: '' }],
  }),
];

const ATTACHED = [
  transfer('a1'),
  transfer('a2', { status: 'transferring', bytes: 2_000_000 }),
  transfer('a3', { status: 'done', file: new File(['x'], 'notes.txt') }),
];

/** What a call of three has to say. */
function linesOf(lines: Scene['state']['lines']): readonly ChatLine[] {
  switch (lines) {
    case undefined:
    case false:
      return [];
    case true:
      return LINES;
    case 'told':
      return [
        ...TOLD,
        line('6', 'I regret this', { removed: true, text: '' }),
        line('7', 'For you alone', { self: true, from: 'user-0', status: 'sent', to: ['user-1'] }),
        line('8', 'Read by both', { self: true, from: 'user-0', status: 'sent', readBy: ['user-1', 'user-2'] }),
        line('9', 'Lost', { self: true, from: 'user-0', status: 'failed' }),
      ];
    case 'files':
      return FILES;
    case 'many':
      return Array.from({ length: 300 }, (_, index) => line(String(index), `Line ${index} of a long conversation`));
    default:
      return lines satisfies never;
  }
}

const TO_ALL = { direction: 'sending', fileId: 'all', name: 'minutes of the last meeting.pdf' } as const;

const TRANSFERS = [
  transfer('1'),
  transfer('5', { name: 'figures.csv', path: 'report/appendix', displayName: 'مريم الإسطرلابي', sizeBytes: 21_300 }),
  transfer('2', {
    name: 'holiday pictures.zip',
    status: 'transferring',
    bytes: 3_100_000,
    bytesPerSecond: 820_000,
    secondsLeft: 2.6,
  }),
  transfer('3', {
    name: 'sketch.svg',
    status: 'done',
    sizeBytes: 812,
    treeHash: '5f1e'.repeat(16),
    file: new File(
      [
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200" fill="#7a8f3c"/><circle cx="200" cy="100" r="60" fill="#fff"/></svg>',
      ],
      'sketch.svg',
    ),
  }),
  transfer('4', { name: 'slides.odp', direction: 'sending', status: 'declined', displayName: 'Grace Hopper' }),
  transfer('6', { ...TO_ALL, status: 'done', displayName: 'Grace Hopper' }),
  transfer('7', {
    ...TO_ALL,
    status: 'transferring',
    bytes: 1_900_000,
    bytesPerSecond: 90_000,
    secondsLeft: 310,
    displayName: 'مريم الإسطرلابي',
  }),
  transfer('8', { ...TO_ALL, status: 'paused', pausedHere: true, bytes: 900_000, displayName: 'Edsger W. Dijkstra' }),
  transfer('9', { name: 'film.webm', direction: 'sending', status: 'interrupted', needsFile: true }),
];

function pictures(): readonly HTMLVideoElement[] {
  return everywhere().filter((element) => element instanceof HTMLVideoElement);
}

function allDetails(): readonly HTMLDetailsElement[] {
  return everywhere().filter((element) => element instanceof HTMLDetailsElement);
}

/** All elements, those in shadow trees included. */
function everywhere(): readonly Element[] {
  const found: Element[] = [];
  const visit = (root: ParentNode): void => {
    for (const element of root.querySelectorAll('*')) {
      found.push(element);
      if (element.shadowRoot !== null) visit(element.shadowRoot);
    }
  };
  visit(document);
  return found;
}

Object.assign(globalThis, { stage, pictures, allDetails });
