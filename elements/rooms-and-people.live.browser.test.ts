import { RoomController } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { allWithin, drawn, mount, unmountAll, within } from '../test/browser/mount.js';
import { serviceUrl } from '../test/browser/service-url.js';
import { until, untilAttribute, untilEvent } from '../test/browser/until.js';
import type { RtcLobbyElement, RtcParticipantsElement, RtcRoomElement } from './define.js';
import './define.js';

const server = serviceUrl();
/** The same service by another name: whoever comes by it is another visitor, one a doorkeeper does not know yet. */
const otherServer = server.replace('127.0.0.1', 'localhost');
let visitors: RoomController[] = [];

/** Somebody else. */
function visitor(options: RoomController['options']): RoomController {
  const controller = new RoomController({
    options: { server: otherServer, session: 'data', noCapture: true, ...options },
  });
  visitors.push(controller);
  return controller;
}

function room(attributes: string): Promise<RtcRoomElement & { readonly updateComplete: Promise<boolean> }> {
  return mount<RtcRoomElement>(`<rtc-room server="${server}" session="data" ${attributes}></rtc-room>`);
}

function untilShown(element: Element, words: string): Promise<void> {
  const root = element.shadowRoot!;
  return new Promise((resolve) => {
    const look = () => {
      if (!root.textContent.includes(words)) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(root, { subtree: true, childList: true, characterData: true });
    look();
  });
}

function pressed(element: Element, words: string): void {
  const found = allWithin<HTMLButtonElement>(element, 'button').find((one) => one.textContent?.includes(words));
  expect(found, words).not.to.equal(undefined);
  found!.click();
}

describe('rooms and people with a real service', () => {
  afterEach(async () => {
    await Promise.all(visitors.map((controller) => controller.leave()));
    visitors = [];
    unmountAll();
  });

  it('lets somebody in from the bar of the call, and removes them from the list of people', async () => {
    const ada = await room('name="doors" waiting-room display-name="Ada" auto-join');
    await untilAttribute(ada, 'state', 'joined');
    const roster = await mount<RtcParticipantsElement>('<rtc-participants></rtc-participants>');
    roster.room = ada;
    const grace = visitor({ name: 'doors', displayName: 'Grace' });
    const asked = untilEvent(ada, 'rtc-join-request');
    const admitted = grace.join();
    await asked;
    await until(grace, 'change', () => grace.state.status === 'waiting');
    expect(grace.state.reason).to.equal('admission');
    await drawn(ada);
    pressed(ada, 'Admit');
    await admitted;
    await untilAttribute(roster, 'count', '2');
    await drawn(roster);
    within<HTMLInputElement>(roster, 'input[type=checkbox]')!.click();
    pressed(roster, 'Remove Grace');
    await until(grace, 'change', () => grace.state.status === 'left');
    expect(grace.state.reason).to.equal('banned');
    const refused = await grace.join().catch((error: unknown) => (error as { code?: unknown }).code);
    expect(refused).to.equal('room/banned');
  });

  it('asks for the password of a room that has one, until it is the right one', async () => {
    await visitor({ name: 'secret', password: 'sesame' }).join();
    const ada = await room('name="secret" auto-join');
    for (const password of ['open', 'sesame']) {
      await untilAttribute(ada, 'error', 'room/password');
      await untilAttribute(ada, 'state', 'failed');
      await drawn(ada);
      await expectAccessible(ada);
      within<HTMLInputElement>(ada, 'input[type=password]')!.value = password;
      within<HTMLFormElement>(ada, 'form.password')!.requestSubmit();
      await untilAttribute(ada, 'state', 'joining');
    }
    await untilAttribute(ada, 'state', 'joined');
  });

  it('lists public rooms as they come and change, and goes to the one chosen', async () => {
    const hall = await mount<RtcLobbyElement>(`<rtc-lobby identifier="hall" server="${server}"></rtc-lobby>`);
    const host = visitor({ name: 'garden', listed: 'hall', displayName: 'Ada' });
    await host.join();
    await untilAttribute(hall, 'room-count', '1');
    await host.setLocked(true);
    await untilShown(hall, 'Locked');
    expect(within(hall, '.name')!.textContent).to.equal('garden');

    const guest = await room('id="guest"');
    const chooser = await mount<RtcLobbyElement>('<rtc-lobby identifier="hall" for="guest"></rtc-lobby>');
    await untilAttribute(chooser, 'room-count', '1');
    await host.setLocked(false);
    await drawn(chooser);
    within(chooser, 'li button')!.click();
    await untilAttribute(guest, 'state', 'joined');
    expect(guest.controller.state.name).to.equal('garden');
    await host.close();
    await untilAttribute(guest, 'state', 'closed');
    await untilAttribute(chooser, 'room-count', '0');
  });

  it('rings where somebody is reachable, and answers from the bar', async () => {
    const desk = await room('reachable-as="front desk" display-name="Desk"');
    await drawn(desk);
    const caller = visitor({ displayName: 'Ada' });
    const rang = untilEvent(desk, 'rtc-call');
    const talking = caller.call('front desk');
    await rang;
    await drawn(desk);
    pressed(desk, 'Answer');
    await talking;
    await untilAttribute(desk, 'participant-count', '2');
    await drawn(desk);
    expect(within(desk, 'h2')!.textContent).to.equal('Ada');
  });
});
