import { html, type TemplateResult } from 'lit';
import type { RoomState } from '../src/index.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, line } from '../test/browser/fake-room.js';
import { mount, mountRoom, nextTask, unmountAll, type Mounted } from '../test/browser/mount.js';
import { RtcRoomElement } from './define.js';
import { RoomViewElement } from './room-view-element.js';

/** A view that shows only the room's name, and counts how often it was drawn. */
class ProbeElement extends RoomViewElement {
  drawn = 0;

  get shown(): string | undefined {
    return this.roomState.name;
  }

  get found(): unknown {
    return this.controller;
  }

  waitForRoom(): Promise<unknown> {
    return this.bound();
  }

  protected override slice(state: RoomState): readonly unknown[] {
    return [state.name];
  }

  protected override render(): TemplateResult {
    this.drawn += 1;
    return html`${this.shown}`;
  }
}
customElements.define('test-probe', ProbeElement);

type Probe = Mounted<ProbeElement>;

async function settled(probe: Probe): Promise<Probe> {
  // Observers of the page are told in a microtask, upgrades and moves in the same task.
  await nextTask();
  await probe.updateComplete;
  return probe;
}

/** By identity alone: printing controllers and elements side by side takes chai minutes. */
function expectFound(probe: Probe, controller: unknown): void {
  expect(probe.found === controller, 'the view has found this room').to.equal(true);
}

describe('finding the room', () => {
  afterEach(unmountAll);

  it('takes the property before everything else', async () => {
    const { room } = await mountRoom('<rtc-room id="near"><test-probe></test-probe></rtc-room>');
    const probe = room.querySelector<Probe>('test-probe')!;
    const other = new FakeRoom();
    probe.room = other.controller;
    probe.for = 'near';
    await settled(probe);
    expectFound(probe, other.controller);
    probe.room = undefined;
    await settled(probe);
    expectFound(probe, room.controller);
  });

  it('takes an rtc-room element as the property', async () => {
    const { room } = await mountRoom('<rtc-room></rtc-room>');
    const probe = await mount<ProbeElement>('<test-probe></test-probe>');
    probe.room = room;
    await settled(probe);
    expectFound(probe, room.controller);
  });

  it('takes the room of its for attribute before the room around it', async () => {
    const { room: far } = await mountRoom('<rtc-room id="far"></rtc-room>');
    const { room: near } = await mountRoom('<rtc-room><test-probe for="far"></test-probe></rtc-room>');
    const probe = near.querySelector<Probe>('test-probe')!;
    expectFound(await settled(probe), far.controller);
    probe.for = undefined;
    expectFound(await settled(probe), near.controller);
  });

  it('finds the nearest room around it, through shadow roots', async () => {
    const { room } = await mountRoom('<rtc-room><div></div></rtc-room>');
    const inner = document.createElement('div');
    inner.attachShadow({ mode: 'open' }).innerHTML = '<test-probe></test-probe>';
    room.querySelector('div')!.attachShadow({ mode: 'open' }).append(inner);
    const probe = inner.shadowRoot!.querySelector<Probe>('test-probe')!;
    expectFound(await settled(probe), room.controller);
  });

  it('looks for an id in its own root first, then outward through the hosts', async () => {
    const { room: outside } = await mountRoom('<rtc-room id="one"></rtc-room>');
    const host = await mount('<div></div>');
    const middle = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(middle);
    middle.attachShadow({ mode: 'open' }).innerHTML = '<test-probe for="one"></test-probe>';
    const probe = middle.shadowRoot!.querySelector<Probe>('test-probe')!;
    expectFound(await settled(probe), outside.controller);

    const { room: between } = await mountRoom('<rtc-room id="one"></rtc-room>');
    host.shadowRoot!.append(between);
    expectFound(await settled(probe), between.controller);
  });

  it('finds a room that enters the page later', async () => {
    const probe = await mount<ProbeElement>('<test-probe for="late"></test-probe>');
    expectFound(await settled(probe), undefined);
    const { room } = await mountRoom('<rtc-room id="late"></rtc-room>');
    expectFound(await settled(probe), room.controller);
  });

  it('finds a room that gets its id later', async () => {
    const probe = await mount<ProbeElement>('<test-probe for="named"></test-probe>');
    const { room } = await mountRoom('<rtc-room></rtc-room>');
    expectFound(await settled(probe), undefined);
    room.id = 'named';
    expectFound(await settled(probe), room.controller);
  });

  it('follows its for attribute to another room', async () => {
    const { room: first } = await mountRoom('<rtc-room id="first"></rtc-room>');
    const { room: second } = await mountRoom('<rtc-room id="second"></rtc-room>');
    const probe = await mount<ProbeElement>('<test-probe for="first"></test-probe>');
    expectFound(await settled(probe), first.controller);
    probe.setAttribute('for', 'second');
    expectFound(await settled(probe), second.controller);
  });

  it('finds a room that takes the place of one of the same id', async () => {
    const { room: first } = await mountRoom('<rtc-room id="place"></rtc-room>');
    const probe = await mount<ProbeElement>('<test-probe for="place"></test-probe>');
    expectFound(await settled(probe), first.controller);
    first.remove();
    const { room: second } = await mountRoom('<rtc-room id="place"></rtc-room>');
    expectFound(await settled(probe), second.controller);
  });

  it('is found by a view that is upgraded later than the room', async () => {
    const { room } = await mountRoom('<rtc-room><test-late-probe></test-late-probe></rtc-room>');
    const probe = room.querySelector<Probe>('test-late-probe')!;
    const waiting = room;
    customElements.define('test-late-probe', class extends ProbeElement {});
    expectFound(await settled(probe), waiting.controller);
  });

  it('is found by a view that was there before the room was defined', async () => {
    const around = await mount<RtcRoomElement>('<test-late-room><test-probe></test-probe></test-late-room>');
    const probe = around.querySelector<Probe>('test-probe')!;
    expectFound(await settled(probe), undefined);
    customElements.define('test-late-room', class extends RtcRoomElement {});
    expectFound(await settled(probe), around.controller);
  });

  it('keeps a property that was set before the view was upgraded', async () => {
    const fake = new FakeRoom();
    const view = await mount<HTMLElement & { room?: unknown }>('<test-later-probe></test-later-probe>');
    view.room = fake.controller;
    customElements.define('test-later-probe', class extends ProbeElement {});
    expectFound(await settled(view as unknown as Probe), fake.controller);
  });

  it('asks again where it was moved to', async () => {
    const { room: first } = await mountRoom('<rtc-room><test-probe></test-probe></rtc-room>');
    const { room: second } = await mountRoom('<rtc-room><p></p></rtc-room>');
    const probe = first.querySelector<Probe>('test-probe')!;
    second.append(probe);
    expectFound(await settled(probe), second.controller);
    document.querySelector('[data-stage]')!.append(probe);
    expectFound(await settled(probe), undefined);
  });

  it('lets a method wait until there is a room', async () => {
    const probe = await mount<ProbeElement>('<test-probe></test-probe>');
    const waiting = probe.waitForRoom();
    const fake = new FakeRoom();
    probe.room = fake.controller;
    expect((await waiting) === fake.controller).to.equal(true);
  });
});

describe('following the room', () => {
  afterEach(unmountAll);

  it('draws anew when the slice it shows is another one, and only then', async () => {
    const { room, fake } = await mountRoom('<rtc-room><test-probe></test-probe></rtc-room>');
    const probe = await settled(room.querySelector<Probe>('test-probe')!);
    const drawn = probe.drawn;
    fake.become({ messages: [line('1', 'Hello')] });
    await settled(probe);
    expect(probe.drawn).to.equal(drawn);
    fake.become({ name: 'standup' });
    await settled(probe);
    expect(probe.drawn).to.equal(drawn + 1);
    expect(probe.shown).to.equal('standup');
  });

  it('stops listening when it leaves the page', async () => {
    const { room, fake } = await mountRoom('<rtc-room><test-probe></test-probe></rtc-room>');
    const probe = await settled(room.querySelector<Probe>('test-probe')!);
    probe.remove();
    await probe.updateComplete;
    const drawn = probe.drawn;
    fake.become({ name: 'standup' });
    await settled(probe);
    expect(probe.drawn).to.equal(drawn);
  });
});
