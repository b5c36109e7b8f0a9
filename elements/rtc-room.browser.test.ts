import { RtcError, RtcErrorEvent } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { colourStream, joined, line, person, stream, transfer } from '../test/browser/fake-room.js';
import {
  allWithin,
  drawn,
  mount,
  mountRoom,
  nextTask,
  unmountAll,
  untilWithin,
  within,
} from '../test/browser/mount.js';
import './define.js';
import { listenForInvokers } from './room-commands.js';

const ada = person('ada', { self: true, displayName: 'Ada' });
const grace = person('grace', { displayName: 'Grace' });
const full = new RtcError('room/full', 'The room is full.', { severity: 'fatal', hint: 'Come back later.' });
const denied = new RtcError('media/denied', 'The camera may not be used.', { hint: 'Allow it.' });

const ADA_PRESENTS = {
  ...ada,
  streams: [
    stream('ada', 'camera', { local: true, stream: colourStream('teal') }),
    stream('ada', 'screen', { local: true, stream: colourStream('white') }),
  ],
};

const STATES = {
  idle: {},
  joining: { status: 'joining' },
  waiting: { status: 'waiting', reason: 'host' },
  alone: joined(ada),
  'in a call': { ...joined(ada, grace), messages: [line('1', 'Hello')], transfers: [transfer('1')] },
  presenting: { ...joined(ADA_PRESENTS, grace), screen: 'on' },
  'without a camera': { ...joined(ada, grace), camera: 'denied', error: denied },
  reconnecting: { ...joined(ada, grace), status: 'reconnecting' },
  left: { status: 'left' },
  closed: { status: 'closed' },
  failed: { status: 'failed', error: full },
} as const;

/** All text in an element's shadow trees. */
function shownText(host: Element): string {
  const texts = [...(host.shadowRoot?.childNodes ?? [])].map((node) =>
    node instanceof Element ? (node.textContent ?? '') : '',
  );
  return texts.join(' ');
}

describe('rtc-room', () => {
  afterEach(unmountAll);

  for (const [name, state] of Object.entries(STATES)) {
    it(`is accessible and not a blank box when ${name}`, async () => {
      const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
      fake.become(state);
      await room.updateComplete;
      await expectAccessible(room);
      expect(room.clientHeight).to.be.greaterThan(200);
      expect(allWithin(room, 'button').length).to.be.greaterThan(0);
      expect(shownText(room).trim()).not.to.equal('');
    });
  }

  it('is accessible with chat and with files open', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    fake.become(STATES['in a call']);
    await room.updateComplete;
    for (const panel of ['Chat', 'Files']) {
      within(room, `[title=${panel}]`)!.click();
      await drawn(room);
      await expectAccessible(room);
    }
  });

  it('offers the choice of devices among its buttons, all of it within the call', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup" style="block-size: 20rem"></rtc-room>');
    fake.become(STATES['in a call']);
    await drawn(room);
    const controls = within(room, 'rtc-controls')!;
    within(controls, 'summary')!.click();
    const picker = await untilWithin<HTMLSelectElement>(controls, 'select[part~=microphone]');
    await expectAccessible(room);
    const [call, menu] = [room.getBoundingClientRect(), within(controls, '.menu')!.getBoundingClientRect()];
    expect(menu.height).to.be.greaterThan(100);
    expect(menu.top).to.be.at.least(call.top);
    expect(menu.bottom).to.be.at.most(within(controls, '.bar')!.getBoundingClientRect().top);
    picker.dispatchEvent(new Event('change'));
    expect(fake.calls).to.deep.include(['useDevices', { microphone: picker.value }]);
  });

  it('writes its state attributes and their :state() twins', async () => {
    const { room, fake } = await mountRoom('<rtc-room></rtc-room>');
    expect(room.getAttribute('state')).to.equal('idle');
    expect(room.getAttribute('participant-count')).to.equal('0');
    fake.become({
      ...joined(ada, grace),
      owner: true,
      microphone: 'muted',
      camera: 'missing',
      screen: 'on',
      error: denied,
    });
    expect(room.getAttribute('state')).to.equal('joined');
    expect(room.getAttribute('participant-count')).to.equal('2');
    expect(room.getAttribute('error')).to.equal('media/denied');
    expect(room.hasAttribute('owner')).to.equal(true);
    for (const state of ['joined', 'owner', 'microphone-muted', 'camera-missing', 'screen-on']) {
      expect(room.matches(`:state(${state})`), state).to.equal(true);
    }
    expect(room.matches(':state(idle)')).to.equal(false);
    fake.become({ owner: false, error: undefined, microphone: 'on' });
    expect(room.hasAttribute('owner')).to.equal(false);
    expect(room.hasAttribute('error')).to.equal(false);
    expect(room.matches(':state(microphone-muted), :state(owner)')).to.equal(false);
  });

  it('ignores what the page writes into state attributes', async () => {
    const { room, fake } = await mountRoom('<rtc-room state="joined" owner></rtc-room>');
    expect(room.getAttribute('state')).to.equal('idle');
    expect(room.hasAttribute('owner')).to.equal(false);
    expect(room.state).to.equal('idle');
    expect(fake.done).to.deep.equal([]);
  });

  it('never writes a config attribute', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup" extra=\'{"a":1}\' resolution="oddly"></rtc-room>');
    const before = room.getAttributeNames().filter((name) => ['name', 'extra', 'resolution'].includes(name));
    room.displayName = 'Ada';
    room.name = 'other';
    room.autoJoin = true;
    fake.become(joined(ada, grace));
    await room.updateComplete;
    const state = ['state', 'participant-count', 'microphone-state', 'camera-state', 'screen-state'];
    expect(room.getAttributeNames()).to.have.members([...before, ...state]);
    expect(room.getAttribute('name')).to.equal('standup');
  });

  it('gives its attributes to the controller, defaults for what cannot be read', async () => {
    const { fake } = await mountRoom(
      `<rtc-room name="standup" server="/elsewhere" display-name="Ada" extra="{" max-participants="many"
        frame-rate="24" no-capture ice-transport-policy="none" start-muted="camera"></rtc-room>`,
    );
    const [, options] = fake.calls.find(([method]) => method === 'configure')!;
    expect(options).to.include({
      name: 'standup',
      server: new URL('/elsewhere', location.href).href,
      displayName: 'Ada',
      frameRate: 24,
      noCapture: true,
      iceTransportPolicy: 'all',
      startMuted: 'camera',
    });
    expect(options).to.deep.include({ extra: undefined, maxParticipants: undefined });
  });

  it('gives the page’s ICE servers to the controller, and none where they are not written as JSON', async () => {
    const given = async (html: string): Promise<unknown> => {
      const { fake } = await mountRoom(html);
      const [, options] = fake.calls.find(([method]) => method === 'configure')!;
      return (options as { readonly iceServers: unknown }).iceServers;
    };
    const written = `<rtc-room name="tea" ice-servers='[{"urls":"turn:own.example","username":"me","credential":"mine"}]'></rtc-room>`;
    expect(await given(written)).to.deep.equal([{ urls: 'turn:own.example', username: 'me', credential: 'mine' }]);
    expect(await given('<rtc-room name="tea" ice-servers="turn:own.example"></rtc-room>')).to.equal(undefined);
  });

  it('asks where its script came from when no server is named', async () => {
    const { fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    expect(fake.calls[0]![1]).to.include({ server: new URL(import.meta.url).origin });
  });

  it('joins by itself once it has a name, and once only', async () => {
    const { room, fake } = await mountRoom('<rtc-room auto-join></rtc-room>');
    expect(fake.done).to.deep.equal([]);
    room.name = 'standup';
    await room.updateComplete;
    room.displayName = 'Ada';
    await room.updateComplete;
    expect(fake.done).to.deep.equal(['join']);
  });

  it('takes its name from the address', async () => {
    const before = location.href;
    history.replaceState(null, '', '#from%20hash');
    const { fake } = await mountRoom('<rtc-room name="standup" name-from="hash"></rtc-room>');
    expect(fake.calls[0]![1]).to.include({ name: 'from hash' });
    history.replaceState(null, '', before);
  });

  it('goes to another room when its name is another', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup" auto-join></rtc-room>');
    fake.become(joined(ada));
    room.displayName = 'Countess';
    await room.updateComplete;
    expect(fake.done).to.deep.equal(['join']);
    room.name = 'retrospective';
    await room.updateComplete;
    await nextTask();
    expect(fake.done).to.deep.equal(['join', 'leave', 'join']);
  });

  it('stays in the call when it is moved', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup" auto-join></rtc-room>');
    fake.become(joined(ada, grace));
    const place = await mount('<div></div>');
    place.append(room);
    await nextTask();
    await nextTask();
    expect(fake.done).to.deep.equal(['join']);
  });

  it('stays in the call when it is moved as a whole', async function () {
    const { room, fake } = await mountRoom('<rtc-room name="standup" auto-join></rtc-room>');
    const place = (await mount('<div></div>')) as HTMLElement & { moveBefore?: (node: Node, child: null) => void };
    if (place.moveBefore === undefined) this.skip();
    fake.become(joined(ada, grace));
    place.moveBefore(room, null);
    await nextTask();
    expect(fake.done).to.deep.equal(['join']);
    expect(room.isConnected).to.equal(true);
  });

  it('leaves when it is removed, and joins again when it comes back', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup" auto-join></rtc-room>');
    fake.become(joined(ada, grace));
    const place = room.parentElement!;
    room.remove();
    await nextTask();
    await nextTask();
    expect(fake.done).to.deep.equal(['join', 'leave']);
    fake.become({ status: 'left' });
    place.append(room);
    room.requestUpdate();
    await room.updateComplete;
    expect(fake.done).to.deep.equal(['join', 'leave', 'join']);
  });

  it('leaves at once when the page goes', async () => {
    const { fake } = await mountRoom('<rtc-room name="standup" auto-join></rtc-room>');
    fake.become(joined(ada));
    window.dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(fake.done).to.deep.equal(['join', 'leave']);
  });

  it('joins by itself no more while the page goes, and again when it is back from the cache', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup" auto-join></rtc-room>');
    fake.become(joined(ada));
    await room.updateComplete;
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    fake.become({ status: 'left', reason: 'left', participants: [] });
    await room.updateComplete;
    expect(fake.done).to.deep.equal(['join', 'leave']);
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await room.updateComplete;
    expect(fake.done).to.deep.equal(['join', 'leave', 'join']);
  });

  it('shows what the page composed instead of its own call', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup">\n</rtc-room>');
    fake.become(joined(ada));
    await room.updateComplete;
    expect(within(room, 'rtc-video')).not.to.equal(undefined);
    room.append(document.createElement('p'));
    await nextTask();
    await room.updateComplete;
    expect(within(room, 'rtc-video')).to.equal(undefined);
    expect(room.shadowRoot!.querySelector('slot')!.assignedElements()).to.have.length(1);
  });

  it('shows a fatal error with a way to try again under a composed call', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"><p>Ours</p></rtc-room>');
    fake.become({ status: 'failed', error: full });
    await room.updateComplete;
    await expectAccessible(room);
    expect(room.shadowRoot!.textContent).to.include('The room is full.').and.include('Come back later.');
    within(room, '.failure button')!.click();
    expect(fake.done).to.deep.equal(['join']);
  });

  it('leaves an error to a page that says it has it', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"><p>Ours</p></rtc-room>');
    room.addEventListener('rtc-error', (event) => event.preventDefault());
    fake.become({ status: 'failed', error: full });
    room.dispatchEvent(new RtcErrorEvent(full));
    await nextTask();
    await room.updateComplete;
    expect(within(room, '.failure')).to.equal(undefined);
  });

  it('tells who comes and goes, politely and in one place', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    const announcers = room.shadowRoot!.querySelectorAll('[role=status]');
    expect(announcers).to.have.length(1);
    fake.become(joined(ada));
    fake.become(joined(ada, grace));
    await room.updateComplete;
    expect(announcers[0]!.textContent).to.equal('Grace joined.');
    fake.become(joined(ada));
    await room.updateComplete;
    expect(announcers[0]!.textContent).to.equal('Grace left.');
  });

  it('tells in the same place that a device was lost, once', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    const announcer = room.shadowRoot!.querySelector('[role=status]')!;
    fake.become(joined(ada));
    fake.become({ camera: 'missing' });
    await room.updateComplete;
    expect(announcer.textContent).to.equal('Camera: lost or not found');
    fake.become({ ...joined(ada, grace), camera: 'missing' });
    await room.updateComplete;
    expect(announcer.textContent).to.equal('Grace joined.');
  });

  it('offers the page’s address to somebody who is alone', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    fake.become(joined(ada));
    await room.updateComplete;
    expect(room.shadowRoot!.textContent).to.include('Copy invite link');
    fake.become(joined(ada, grace));
    await room.updateComplete;
    expect(room.shadowRoot!.textContent).not.to.include('Copy invite link');
  });

  it('says how many messages came while the chat was closed', async () => {
    const { room, fake } = await mountRoom('<rtc-room name="standup"></rtc-room>');
    fake.become({ ...joined(ada, grace), messages: [line('1', 'Hello'), line('2', 'me', { self: true })] });
    await room.updateComplete;
    const chat = within(room, '[title=Chat]')!;
    expect(chat.textContent).to.include('1 new');
    chat.click();
    await room.updateComplete;
    expect(chat.textContent).not.to.include('new');
  });
});

describe('invoker commands', () => {
  afterEach(unmountAll);

  const BUTTONS = `<rtc-room id="commanded" name="standup"></rtc-room>
    <button commandfor="commanded" command="--join">Join</button>
    <button commandfor="commanded" command="--toggle-microphone">Microphone</button>
    <button commandfor="commanded" command="--show-modal-ish">Other</button>`;

  function button(command: string): HTMLButtonElement {
    return document.querySelector<HTMLButtonElement>(`button[command="${command}"]`)!;
  }

  it('run the room’s methods', async () => {
    const { fake } = await mountRoom(BUTTONS);
    button('--join').click();
    expect(fake.done).to.deep.equal(['join']);
    fake.become(joined(ada));
    button('--toggle-microphone').click();
    expect(fake.done).to.deep.equal(['join', 'setMicrophone']);
  });

  it('keep their buttons true to the room', async () => {
    const { fake } = await mountRoom(BUTTONS);
    expect(button('--toggle-microphone').disabled).to.equal(true);
    expect(button('--join').disabled).to.equal(false);
    fake.become(joined(ada));
    expect(button('--toggle-microphone').disabled).to.equal(false);
    expect(button('--toggle-microphone').ariaPressed).to.equal('true');
    expect(button('--join').disabled).to.equal(true);
    fake.become({ microphone: 'muted' });
    expect(button('--toggle-microphone').ariaPressed).to.equal('false');
    expect(button('--show-modal-ish').disabled).to.equal(false);
    expect(button('--show-modal-ish').hasAttribute('aria-pressed')).to.equal(false);
  });

  it('know buttons that come later', async () => {
    const { room } = await mountRoom(BUTTONS);
    const late = document.createElement('button');
    late.setAttribute('commandfor', 'commanded');
    late.setAttribute('command', '--leave');
    room.parentElement!.append(late);
    await nextTask();
    expect(late.disabled).to.equal(true);
  });

  it('work where the browser has none', () => {
    const heard: string[] = [];
    const page = document.implementation.createHTMLDocument();
    page.body.innerHTML = `<div id="old"></div><button commandfor="old" command="--join">Join</button>
      <button commandfor="old" command="show-popover">Not ours</button>`;
    page.getElementById('old')!.addEventListener('command', (event) => heard.push((event as CommandEvent).command));
    listenForInvokers(page);
    // Keeps the browser's own commands out, so that only ours is heard.
    page.addEventListener('click', (event) => event.preventDefault());
    for (const invoker of page.querySelectorAll('button')) invoker.click();
    expect(heard).to.deep.equal(['--join']);
  });
});
