import { RtcError } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { joined, person } from '../test/browser/fake-room.js';
import { allWithin, drawn, mountRoom, nextTask, unmountAll, within } from '../test/browser/mount.js';
import './define.js';

const ada = person('ada', { self: true, displayName: 'Ada' });
const grace = person('grace', { displayName: 'Grace' });
const call = { callId: 'c1', from: 'reception', displayName: 'Grace' };
const waiting = ['Alan', 'Radia'].map((displayName) => ({ userId: displayName, displayName, extra: null }));

const refused = (code: ConstructorParameters<typeof RtcError>[0]) =>
  new RtcError(code, 'The room said no.', { severity: 'fatal', hint: 'Ask its owner.' });

async function built(state: Parameters<Awaited<ReturnType<typeof mountRoom>>['fake']['become']>[0], markup?: string) {
  const mounted = await mountRoom(markup ?? '<rtc-room name="standup"></rtc-room>');
  mounted.fake.become(state);
  await mounted.room.updateComplete;
  const { room } = mounted;
  const button = (label: string) =>
    allWithin<HTMLButtonElement>(room, 'button').find((one) => one.textContent?.trim().startsWith(label));
  const screen = () => (within(room, '.screen')?.textContent ?? '').replace(/\s+/g, ' ').trim();
  return { ...mounted, button, screen };
}

describe('the screens of rtc-room', () => {
  afterEach(unmountAll);

  const SCREENS = {
    'the host is waited for': [{ status: 'waiting', reason: 'host' }, 'Waiting for the host', 'Cancel'],
    'somebody has to admit': [{ status: 'waiting', reason: 'admission' }, 'Waiting to be let in', 'Cancel'],
    ejected: [{ status: 'left', reason: 'ejected' }, 'You were removed from the call', 'Rejoin'],
    banned: [{ status: 'left', reason: 'banned' }, 'You cannot come back', undefined],
    'another tab has the place': [{ status: 'left', reason: 'replaced' }, 'another tab or window', 'Join here instead'],
    closed: [{ status: 'closed', reason: 'closed' }, 'This room was closed', 'Rejoin'],
    denied: [{ status: 'failed', error: refused('room/denied') }, 'You were not let in', 'Ask again'],
    'never to come in': [{ status: 'failed', error: refused('room/banned') }, 'cannot come into', undefined],
    full: [{ status: 'failed', error: refused('room/full') }, 'The room said no. Ask its owner.', 'Try again'],
  } as const;

  for (const [name, [state, words, action]] of Object.entries(SCREENS)) {
    it(`say so and offer what helps when ${name}`, async () => {
      const { room, fake, screen } = await built(state);
      await expectAccessible(room);
      expect(screen()).to.include(words);
      const buttons = allWithin<HTMLButtonElement>(room, '.screen button');
      expect(buttons.map((button) => button.textContent)).to.deep.equal(action === undefined ? [] : [action]);
      buttons[0]?.click();
      expect(fake.done).to.deep.equal(action === undefined ? [] : [action === 'Cancel' ? 'leave' : 'join']);
    });
  }

  it('ask for the password, and again when it was another', async () => {
    const { room, fake, screen } = await built({ status: 'failed', error: refused('room/password') });
    await expectAccessible(room);
    expect(screen()).to.include('This room has a password');
    const field = within<HTMLInputElement>(room, 'input[type=password]')!;
    expect(room.shadowRoot!.activeElement).to.equal(null);
    field.value = 'sesame';
    within<HTMLFormElement>(room, 'form.password')!.requestSubmit();
    expect(fake.calls.at(-1)).to.deep.equal(['join', { password: 'sesame' }]);
    fake.become({ status: 'joining', error: undefined });
    await room.updateComplete;
    fake.become({ status: 'failed', error: refused('room/password') });
    await room.updateComplete;
    await nextTask();
    expect(screen()).to.include('does not open this room');
    expect(room.shadowRoot!.activeElement?.localName).to.equal('input');
    await expectAccessible(room);
  });

  it('say under which name one can be called', async () => {
    const { room, screen } = await built({}, '<rtc-room reachable-as="front desk"></rtc-room>');
    await expectAccessible(room);
    expect(screen()).to.equal('Ready for calls You can be called as front desk.');
  });
});

describe('the questions of rtc-room', () => {
  afterEach(unmountAll);

  it('tell who wants in, and let them', async () => {
    const { room, fake, button } = await built({ ...joined(ada, grace), waiting });
    await expectAccessible(room);
    expect(within(room, '.notice')!.textContent).to.include('Alan wants to join');
    button('Admit')!.click();
    button('Deny')!.click();
    expect(fake.calls.slice(-2)).to.deep.equal([
      ['admit', 'Alan'],
      ['deny', 'Alan'],
    ]);
    button('1 more waiting')!.click();
    await room.updateComplete;
    expect(within(room, 'rtc-participants')).not.to.equal(undefined);
    expect(within(room, '.notice')).to.equal(undefined);
  });

  it('tell who calls, in a call or not', async () => {
    const { room, fake, button } = await built({ calls: [call] });
    await expectAccessible(room);
    expect(within(room, '.calling')!.textContent).to.include('Grace is calling').and.not.include('leaves this call');
    fake.become(joined(ada));
    await room.updateComplete;
    await expectAccessible(room);
    expect(within(room, '.calling')!.textContent).to.include('leaves this call');
    button('Answer')!.click();
    button('Decline')!.click();
    expect(fake.done).to.deep.equal(['answer', 'decline']);
    fake.become({ calls: [] });
    await room.updateComplete;
    expect(within(room, '.calling')).to.equal(undefined);
  });

  it('are asked under a composed call too, unless the page asks them itself', async () => {
    const { room, fake, button } = await built({ calls: [call] }, '<rtc-room name="standup"><p>Ours</p></rtc-room>');
    await expectAccessible(room);
    expect(button('Answer')!.checkVisibility()).to.equal(true);
    fake.become({ calls: [], status: 'waiting', reason: 'admission' });
    await room.updateComplete;
    await expectAccessible(room);
    button('Cancel')!.click();
    fake.become({ status: 'failed', error: refused('room/password') });
    await room.updateComplete;
    await expectAccessible(room);
    expect(within(room, 'input[type=password]')).not.to.equal(undefined);
    expect(within(room, '.failure')).to.equal(undefined);
    const own = document.createElement('div');
    own.slot = 'questions';
    room.append(own);
    await nextTask();
    expect(within(room, 'input[type=password]')!.checkVisibility()).to.equal(false);
    expect(fake.done).to.deep.equal(['leave']);
  });

  it('are told politely', async () => {
    const { room, fake } = await built(joined(ada, grace));
    const said = async (parts: Parameters<typeof fake.become>[0]) => {
      fake.become(parts);
      await room.updateComplete;
      return room.shadowRoot!.querySelector('[role=status]')!.textContent;
    };
    expect(await said({ waiting: waiting.slice(0, 1) })).to.equal('Alan wants to join.');
    expect(await said({ calls: [call] })).to.equal('Grace is calling.');
    expect(await said(joined(ada, { ...grace, hand: true }))).to.equal('Grace raised a hand.');
    expect(await said({ status: 'left', reason: 'ejected' })).to.equal('You were removed from the call.');
  });
});

describe('rooms and people in rtc-room', () => {
  afterEach(unmountAll);

  it('gives the controller what the page says of the room', async () => {
    const { fake } = await mountRoom(
      `<rtc-room name="standup" entry="Join" direction="one way" same-visitor="never" reachable-as="ada" password="p"
        ticket="t" listed waiting-room close-with-owner session="audio:two-way"></rtc-room>`,
    );
    expect(fake.calls[0]![1]).to.include({
      entry: 'join',
      direction: 'one way',
      sameVisitor: 'allow',
      reachableAs: 'ada',
      password: 'p',
      ticket: 't',
      listed: '',
      waitingRoom: true,
      closeWithOwner: true,
      session: 'audio:two-way',
    });
  });

  it('says only what is new, so that what a script chose holds', async () => {
    const { room, fake } = await mountRoom('<rtc-room display-name="Ada"></rtc-room>');
    room.displayName = 'Countess';
    await room.updateComplete;
    expect(fake.calls.at(-1)).to.deep.equal(['configure', { displayName: 'Countess' }]);
    room.requestUpdate('name');
    await room.updateComplete;
    expect(fake.calls).to.have.length(2);
  });

  it('changes the password of a running room for those who may', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    fake.become(joined({ ...ada, role: 'owner' }));
    room.password = 'sesame';
    await room.updateComplete;
    room.removeAttribute('password');
    room.password = null;
    await room.updateComplete;
    fake.become(joined(ada));
    room.password = 'other';
    await room.updateComplete;
    const changes = fake.calls.filter(([method]) => method === 'setPassword');
    expect(changes).to.deep.equal([
      ['setPassword', 'sesame'],
      ['setPassword', ''],
    ]);
  });

  it('can be called no more once it is out of the page, and again when it is back', async () => {
    const { room, fake } = await mountRoom('<rtc-room reachable-as="ada"></rtc-room>');
    const place = room.parentElement!;
    room.remove();
    await nextTask();
    await nextTask();
    expect(fake.calls.findLast(([method]) => method === 'configure')![1]).to.deep.equal({ reachableAs: undefined });
    place.append(room);
    await room.updateComplete;
    expect(fake.calls.findLast(([method]) => method === 'configure')![1]).to.include({ reachableAs: 'ada' });
  });

  it('writes whether one’s own hand is up', async () => {
    const { room, fake } = await mountRoom('<rtc-room></rtc-room>');
    fake.become(joined({ ...ada, hand: true }, grace));
    expect(room.hasAttribute('hand') && room.matches(':state(hand)')).to.equal(true);
    fake.become(joined(ada, { ...grace, hand: true }));
    expect(room.hasAttribute('hand') || room.matches(':state(hand)')).to.equal(false);
    fake.become({ status: 'waiting', reason: 'host' });
    expect(room.matches('[state=waiting]:state(waiting)')).to.equal(true);
  });

  it('has every method of its controller that is about rooms and people', async () => {
    const { room, fake } = await mountRoom('<rtc-room></rtc-room>');
    await Promise.all([
      room.close(),
      room.setDisplayName('Ada'),
      room.setExtra(1),
      room.setPassword('p'),
      room.createTicket({ expiresInSeconds: 60 }),
      room.setLocked(),
      room.setRole('g', 'viewer'),
      room.raiseHand(),
      room.lowerHand('g'),
      room.admit('g'),
      room.deny('g'),
      room.eject('g', { ban: true }),
      room.requestMute('g', 'audio'),
      room.transferOwnership('g'),
      room.disconnectFrom('g'),
      room.reconnectTo('g'),
      room.checkPresence('tea'),
      room.listRooms('club'),
      room.call('desk'),
      room.answer('c'),
      room.decline('c'),
    ]);
    const methods = `close setDisplayName setExtra setPassword createTicket setLocked setRole raiseHand lowerHand admit deny eject
      requestMute transferOwnership disconnectFrom reconnectTo checkPresence listRooms call answer decline`;
    expect(fake.done).to.deep.equal(methods.split(/\s+/));
    expect(fake.calls.find(([method]) => method === 'eject')).to.deep.equal(['eject', 'g', { ban: true }]);
  });

  it('closes on command, for its owner only', async () => {
    const { fake } = await mountRoom(
      '<rtc-room id="closing" name="standup"></rtc-room><button commandfor="closing" command="--close">End</button>',
    );
    const button = document.querySelector<HTMLButtonElement>('[command="--close"]')!;
    fake.become(joined(ada));
    expect(button.disabled).to.equal(true);
    fake.become({ owner: true });
    expect(button.disabled).to.equal(false);
    button.click();
    expect(fake.done).to.deep.equal(['close']);
  });

  it('shows the other’s name instead of that of a private room', async () => {
    const private2 = { ...joined(ada, grace), name: 'call-abcdefghijklmnopqrstuv' };
    const policy = { ...private2.policy!, direction: 'one-to-one' as const, maxParticipants: 2 };
    const { room } = await built({ ...private2, policy });
    expect(within(room, 'h2')!.textContent).to.equal('Grace');
  });

  it('opens the list of people beside the call', async () => {
    const { room, button } = await built(joined(ada, grace));
    button('2 people')!.click();
    await drawn(room);
    expect(allWithin(room, '[part=person]')).to.have.length(2);
    await expectAccessible(room);
  });
});
