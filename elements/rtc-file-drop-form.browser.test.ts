import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, person, transfer } from '../test/browser/fake-room.js';
import { allWithin, mount, unmountAll, within, type Mounted } from '../test/browser/mount.js';
import type { RtcFileDropElement } from './define.js';
import './define.js';

const one = new File(['1'], 'one.txt', { type: 'text/plain' });
const two = new File(['22'], 'two.txt', { type: 'text/plain' });

async function formWith(markup: string, parts: Parameters<FakeRoom['become']>[0] = {}) {
  const form = await mount<HTMLFormElement>(`<form>${markup}</form>`);
  const element = form.querySelector<Mounted<RtcFileDropElement>>('rtc-file-drop')!;
  const fake = new FakeRoom();
  fake.become(parts);
  element.room = fake.controller;
  await element.updateComplete;
  return { form, element, fake };
}

async function drop(element: Mounted<RtcFileDropElement>, ...files: readonly File[]): Promise<void> {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  within(element, '.zone')!.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  await element.updateComplete;
}

function names(form: HTMLFormElement, control = 'files[]'): string[] {
  return new FormData(form).getAll(control).map((value) => (value instanceof File ? value.name : value));
}

describe('rtc-file-drop, as a control of a form', () => {
  afterEach(unmountAll);

  it('is accessible with a label, with files, and when one is missing', async () => {
    const { form, element } = await formWith(
      '<label for="up">Your papers</label><rtc-file-drop id="up" name="files[]" multiple required></rtc-file-drop>',
    );
    await expectAccessible(form);
    expect(within(element, '.zone')!.getAttribute('aria-label')).to.equal('Your papers');
    expect(form.checkValidity()).to.equal(false);
    await element.updateComplete;
    expect(within(element, '#problem')!.textContent).to.contain('Choose a file, or accept one');
    await expectAccessible(form);
    await drop(element, one, two);
    await expectAccessible(form);
  });

  it('gives the form what was dropped, without a room too, and only what its rules allow', async () => {
    const { form, element, fake } = await formWith(
      '<rtc-file-drop name="files[]" multiple max-size="1"></rtc-file-drop>',
    );
    const changes: EventTarget[] = [];
    form.addEventListener('change', ({ target }) => changes.push(target!));
    expect(names(form)).to.deep.equal([]);
    await drop(element, one, two);
    expect(names(form)).to.deep.equal(['one.txt']);
    expect(element.files).to.deep.equal([one]);
    expect(changes).to.deep.equal([element]);
    expect(fake.calls, 'there is nobody to send it to').to.deep.equal([]);
    within(element, '[aria-label="Remove: one.txt"]')!.click();
    await element.updateComplete;
    expect(names(form)).to.deep.equal([]);
  });

  it('gives the form what was received, once, under a harmless name', async () => {
    const ada = person('ada', { self: true });
    const { form, element, fake } = await formWith(
      '<rtc-file-drop name="up" accept=".txt"></rtc-file-drop>',
      joined(ada),
    );
    const received = (id: string, name: string) => {
      return transfer(id, { name, status: 'done', file: new File([id], name) });
    };
    fake.become({ transfers: [received('1', '../a.txt'), received('2', 'b.exe')] });
    await element.updateComplete;
    await element.updateComplete;
    expect(names(form, 'up')).to.deep.equal(['a.txt']);
    within(element, '[aria-label="Remove: a.txt"]')!.click();
    fake.become({ transfers: [...fake.controller.state.transfers] });
    await element.updateComplete;
    await element.updateComplete;
    expect(names(form, 'up'), 'what was removed does not come back').to.deep.equal([]);
    await drop(element, two);
    expect(fake.done).to.deep.equal(['sendFile']);
    fake.become({ transfers: [received('3', 'c.txt')] });
    await element.updateComplete;
    await element.updateComplete;
    expect(names(form, 'up'), 'the newest, without multiple').to.deep.equal(['c.txt']);
  });

  it('is invalid while it is required and empty, shows so once it matters, and forgets it with a reset', async () => {
    const { form, element } = await formWith('<rtc-file-drop name="files[]" required></rtc-file-drop>');
    expect(element.validity.valueMissing).to.equal(true);
    expect(element.matches(':invalid')).to.equal(true);
    expect(element.matches('[user-invalid], :state(user-invalid)')).to.equal(false);
    form.requestSubmit();
    await element.updateComplete;
    expect(element.matches('[user-invalid]:state(user-invalid)')).to.equal(true);
    expect(element.validationMessage).to.equal('Choose a file, or accept one');
    await drop(element, one);
    expect([element.checkValidity(), element.hasAttribute('user-invalid')]).to.deep.equal([true, false]);
    form.reset();
    await element.updateComplete;
    expect(names(form)).to.deep.equal([]);
    expect([element.validity.valid, element.hasAttribute('user-invalid')]).to.deep.equal([false, false]);
    element.required = false;
    await element.updateComplete;
    expect(element.validity.valid).to.equal(true);
  });

  it('takes back what the browser kept, before it is drawn too', async () => {
    const kept = new FormData();
    kept.append('up', one);
    const form = await mount<HTMLFormElement>('<form></form>');
    const element = document.createElement('rtc-file-drop') as Mounted<RtcFileDropElement>;
    element.name = 'up';
    element.formStateRestoreCallback(kept);
    form.append(element);
    await element.updateComplete;
    expect(names(form, 'up')).to.deep.equal(['one.txt']);
    expect(allWithin(element, '.attached li')).to.have.length(1);
  });

  it('follows a disabled fieldset, and belongs to no form without a name', async () => {
    const { form, element } = await formWith(
      '<fieldset disabled><rtc-file-drop name="files[]"></rtc-file-drop></fieldset>',
    );
    expect(within<HTMLButtonElement>(element, 'button')!.disabled).to.equal(true);
    await drop(element, one);
    expect(element.files).to.deep.equal([]);
    form.querySelector('fieldset')!.disabled = false;
    await element.updateComplete;
    expect(within<HTMLButtonElement>(element, 'button')!.disabled).to.equal(false);
    element.name = '';
    await element.updateComplete;
    await drop(element, one);
    expect(element.files).to.deep.equal([]);
    expect(element.form).to.equal(form);
  });
});
