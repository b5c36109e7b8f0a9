import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, person, stream } from '../test/browser/fake-room.js';
import { allWithin, mountView, unmountAll, within } from '../test/browser/mount.js';
import type { RtcParticipantsElement } from './define.js';
import './define.js';

const microphone = (userId: string) => stream(userId, 'microphone');
const owner = person('ada', { self: true, displayName: 'Ada', role: 'owner', streams: [microphone('ada')] });
const grace = person('grace', { displayName: 'Grace', hand: true, streams: [microphone('grace')] });
const viewer = person('edsger', { displayName: 'Edsger', role: 'viewer', presence: 'suspended' });

async function roster(state: ReturnType<typeof joined> = {}) {
  const fake = new FakeRoom();
  fake.become(state);
  const element = await mountView<RtcParticipantsElement>('<rtc-participants></rtc-participants>', fake);
  const rows = () => allWithin(element, '[part=person]');
  const button = (words: string) =>
    allWithin(element, 'button, summary').find((one) => one.textContent?.trim().startsWith(words));
  return { fake, element, rows, button };
}

function words(element: Element | undefined): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

describe('rtc-participants', () => {
  afterEach(unmountAll);

  it('is accessible when empty, with people, and with everything an owner may do', async () => {
    const { fake, element } = await roster();
    await expectAccessible(element);
    expect(words(within(element, '.empty'))).to.equal('Nobody here yet');
    fake.become({
      ...joined(owner, grace, viewer),
      locked: true,
      waiting: [{ userId: 'w', displayName: 'Alan', extra: null }],
    });
    await element.updateComplete;
    for (const details of allWithin<HTMLDetailsElement>(element, 'details')) details.open = true;
    await expectAccessible(element);
  });

  it('says who is there, what they are and how they are', async () => {
    const { element, rows } = await roster(joined(owner, grace, viewer));
    expect(rows().map((row) => words(row.querySelector('.row')!))).to.deep.equal([
      'A Ada (you) Owner',
      'G Grace Hand raised',
      'E Edsger Viewer Microphone muted Connection lost, coming back',
    ]);
    expect(element.getAttribute('count')).to.equal('3');
  });

  it('offers a plain participant nothing to do about others but to hear them less', async () => {
    const { element, rows } = await roster(joined({ ...owner, role: 'participant' }, grace));
    expect(allWithin(element, 'button, select').map(words)).to.deep.equal(['Mute for me']);
    expect(rows().map((row) => row.querySelector('[part=volume]') !== null)).to.deep.equal([false, true]);
  });

  it('makes somebody louder and quieter here, mutes them for oneself, and is as loud as before after it', async () => {
    const { fake, element, button } = await roster(joined(owner, grace));
    within<HTMLDetailsElement>(element, 'details')!.open = true;
    const slider = within<HTMLInputElement>(element, '[part=volume] input')!;
    const become = async (volume: number) => {
      fake.become(joined(owner, { ...grace, volume }));
      await element.updateComplete;
    };
    expect([slider.ariaLabel, slider.value, slider.ariaValueText]).to.deep.equal(['Volume of Grace', '100', '100 %']);
    slider.value = '35';
    slider.dispatchEvent(new Event('input'));
    await become(0.35);
    const mute = button('Mute for me')!;
    expect(mute.ariaPressed).to.equal('false');
    mute.click();
    await become(0);
    expect([mute.ariaPressed, slider.value]).to.deep.equal(['true', '0']);
    await expectAccessible(element);
    mute.click();
    expect(fake.calls).to.deep.equal([
      ['setVolume', 'grace', 0.35],
      ['setVolume', 'grace', 0],
      ['setVolume', 'grace', 0.35],
    ]);
  });

  it('lets a moderator act on people of lower rank only', async () => {
    const chief = person('chief', { displayName: 'Chief', role: 'owner' });
    const { element, rows } = await roster(joined({ ...owner, role: 'moderator' }, chief, grace));
    const buttons = (row: Element) => [...row.querySelectorAll('button, summary.button')].map(words);
    expect(rows().map(buttons)).to.deep.equal([
      [],
      ['Mute for me'],
      ['Mute for me', 'Mute microphone', 'Lower hand', 'Remove…', 'Remove Grace'],
    ]);
    expect(allWithin(element, 'select')).to.have.length(0);
    expect(words(within(element, '.room'))).to.equal('Lock room');
  });

  it('asks to mute only what can be heard or seen', async () => {
    const streams = [stream('grace', 'camera'), stream('grace', 'screen'), microphone('grace')];
    const { fake, element, button } = await roster(joined(owner, { ...grace, streams }));
    button('Mute microphone')!.click();
    button('Turn camera off')!.click();
    button('Stop presenting')!.click();
    button('Lower hand')!.click();
    expect(fake.calls).to.deep.equal([
      ['requestMute', 'grace', 'audio'],
      ['requestMute', 'grace', 'video'],
      ['requestMute', 'grace', 'screen'],
      ['lowerHand', 'grace'],
    ]);
    fake.become(joined(owner, { ...grace, hand: false, streams: [] }));
    await element.updateComplete;
    for (const label of ['Mute microphone', 'Turn camera', 'Stop', 'Lower'])
      expect(button(label), label).to.equal(undefined);
  });

  it('asks before it removes somebody, and whether for good', async () => {
    const { fake, element, button } = await roster(joined(owner, grace));
    const sure = button('Remove Grace')!;
    expect(sure.checkVisibility()).to.equal(false);
    button('Grace')?.click();
    within(element, 'summary.row')!.click();
    button('Remove…')!.click();
    expect(sure.checkVisibility()).to.equal(true);
    expect(fake.done).to.deep.equal([]);
    sure.click();
    within<HTMLInputElement>(element, 'input[type=checkbox]')!.click();
    sure.click();
    expect(fake.calls).to.deep.equal([
      ['eject', 'grace', { ban: false }],
      ['eject', 'grace', { ban: true }],
    ]);
  });

  it('shows the role that is so until the room agrees to another', async () => {
    const { fake, element } = await roster(joined(owner, grace));
    const select = within<HTMLSelectElement>(element, 'select')!;
    expect(select.value).to.equal('participant');
    select.value = 'moderator';
    select.dispatchEvent(new Event('change'));
    expect(fake.calls).to.deep.equal([['setRole', 'grace', 'moderator']]);
    expect(select.value).to.equal('participant');
    fake.become(joined(owner, { ...grace, role: 'moderator' }));
    await element.updateComplete;
    expect(select.value).to.equal('moderator');
  });

  it('passes the room on, locks it and ends it', async () => {
    const { fake, element, button } = await roster(joined(owner, grace));
    button('Make Grace the owner')!.click();
    button('Lock room')!.click();
    button('End the call')!.click();
    expect(fake.calls).to.deep.equal([['transferOwnership', 'grace'], ['setLocked', true], ['close']]);
    fake.become({ locked: true });
    await element.updateComplete;
    expect(button('Lock room')!.ariaPressed).to.equal('true');
  });

  it('lets in and turns away those who wait', async () => {
    const waiting = ['w1', 'w2'].map((userId) => ({ userId, displayName: userId, extra: null }));
    const { fake, button } = await roster({ ...joined(owner), waiting });
    expect(button('Admit')!.ariaLabel).to.equal('Admit w1');
    button('Admit')!.click();
    button('Deny')!.click();
    expect(fake.calls).to.deep.equal([
      ['admit', 'w1'],
      ['deny', 'w1'],
    ]);
  });

  it('keeps what is open open when something else changes', async () => {
    const { fake, element } = await roster(joined(owner, grace));
    within<HTMLDetailsElement>(element, 'details')!.open = true;
    fake.become(joined(owner, grace, viewer));
    await element.updateComplete;
    expect(within<HTMLDetailsElement>(element, 'details')!.open).to.equal(true);
  });
});
