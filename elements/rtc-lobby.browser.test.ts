import type { RoomListing } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, person } from '../test/browser/fake-room.js';
import { allWithin, mountView, nextTask, unmountAll, within } from '../test/browser/mount.js';
import type { RtcLobbyElement } from './define.js';
import './define.js';

const session = { audio: true, video: true, screen: true, data: true };

function listing(room: string, parts: Partial<RoomListing> = {}): RoomListing {
  const counts = { people: 2, maxParticipants: 5, full: false, locked: false, protected: false };
  return { room, session, displayName: '', extra: null, ...counts, ...parts };
}

const ROOMS = [
  listing('tea', { displayName: 'Ada', protected: true }),
  listing('coffee', { people: 5, full: true, locked: true }),
];

/** What the element asked the room for, and how the room answers. */
function watching(fake: FakeRoom) {
  const [, identifier, listener, { signal }] = fake.calls.findLast(([method]) => method === 'watchRooms') as [
    string,
    string,
    (rooms: readonly RoomListing[]) => void,
    { signal: AbortSignal },
  ];
  return { identifier, tell: listener, signal };
}

async function lobby(markup = '<rtc-lobby identifier="club"></rtc-lobby>') {
  const fake = new FakeRoom();
  const element = await mountView<RtcLobbyElement>(markup, fake);
  const rooms = () => allWithin<HTMLButtonElement>(element, 'li button');
  return { fake, element, rooms };
}

function words(element: Element | undefined): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

describe('rtc-lobby', () => {
  afterEach(unmountAll);

  it('is accessible while it looks, when there is nothing, and with rooms', async () => {
    const { fake, element } = await lobby();
    await expectAccessible(element);
    expect(words(within(element, '.empty'))).to.equal('Looking for rooms…');
    watching(fake).tell([]);
    await element.updateComplete;
    await expectAccessible(element);
    expect(words(within(element, '.empty'))).to.equal('No public rooms right now');
    fake.become({ ...joined(person('ada', { self: true })), name: 'tea' });
    watching(fake).tell(ROOMS);
    await element.updateComplete;
    await expectAccessible(element);
  });

  it('says what there is to know of each room', async () => {
    const { fake, element, rooms } = await lobby();
    expect(watching(fake).identifier).to.equal('club');
    watching(fake).tell(ROOMS);
    await element.updateComplete;
    expect(rooms().map(words)).to.deep.equal([
      'tea 2 of 5 people hosted by Ada Password',
      'coffee 5 of 5 people Full Locked',
    ]);
    expect(element.getAttribute('room-count')).to.equal('2');
  });

  it('goes where the visitor chooses', async () => {
    const { fake, element, rooms } = await lobby();
    watching(fake).tell(ROOMS);
    await element.updateComplete;
    rooms()[1]!.click();
    await nextTask();
    expect(fake.calls.slice(1)).to.deep.equal([['leave'], ['configure', { name: 'coffee' }], ['join']]);
  });

  it('stays where the visitor is already', async () => {
    const { fake, element, rooms } = await lobby();
    fake.become({ ...joined(person('ada', { self: true })), name: 'tea' });
    watching(fake).tell(ROOMS);
    await element.updateComplete;
    expect(rooms()[0]!.getAttribute('aria-current')).to.equal('true');
    rooms()[0]!.click();
    await nextTask();
    expect(fake.done).to.deep.equal(['watchRooms']);
  });

  it('leaves the way there to a page that says it has it', async () => {
    const { fake, element, rooms } = await lobby();
    watching(fake).tell(ROOMS);
    await element.updateComplete;
    const chosen: unknown[] = [];
    document.addEventListener(
      'rtc-lobby-choose',
      (event) => {
        event.preventDefault();
        chosen.push(JSON.parse(JSON.stringify(event.detail)));
      },
      { once: true },
    );
    rooms()[0]!.click();
    await nextTask();
    expect(chosen).to.deep.equal([{ name: 'tea' }]);
    expect(fake.done).to.deep.equal(['watchRooms']);
  });

  it('watches another list when it is told to, and none once it is gone', async () => {
    const { fake, element, rooms } = await lobby();
    const first = watching(fake);
    first.tell(ROOMS);
    element.identifier = 'other';
    await element.updateComplete;
    expect(first.signal.aborted).to.equal(true);
    expect(watching(fake).identifier).to.equal('other');
    expect(rooms()).to.have.length(0);
    first.tell(ROOMS);
    await element.updateComplete;
    expect(rooms()).to.have.length(0);
    const second = watching(fake);
    element.remove();
    expect(second.signal.aborted).to.equal(true);
  });

  it('offers to try again when the list cannot be had', async () => {
    const { fake, element } = await lobby();
    fake.refusal = new Error('away');
    element.identifier = 'other';
    await element.updateComplete;
    await nextTask();
    await element.updateComplete;
    await expectAccessible(element);
    fake.refusal = undefined;
    within(element, '.failure button')!.click();
    watching(fake).tell(ROOMS);
    await element.updateComplete;
    expect(allWithin(element, 'li')).to.have.length(2);
  });
});
