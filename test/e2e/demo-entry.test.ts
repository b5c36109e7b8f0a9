import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { guestOf, nameOneself, pressJoin, roomPage, untilState } from './demo-room.js';
import { DemoStage, untilTogether } from './demo-stage.js';

const stage = await DemoStage.open();
after(() => stage.close());

test('lobby: a room with a password appears, is entered with the right one, and shows when it is full or locked', async (t) => {
  const [ada, ben, cleo] = [await lobby(), await lobby(), await lobby()];
  await nameOneself(ada, 'Ada');
  await ada.getByLabel('Room', { exact: true }).fill('Kitchen');
  await ada.getByLabel('Password').fill('cinnamon');
  await ada.getByLabel('People at most').fill('2');
  await ada.getByRole('button', { name: 'Open the room' }).click();
  await untilState(ada, 'joined');

  const entry = (page: Page) => page.locator('rtc-lobby').getByRole('listitem').filter({ hasText: 'Kitchen' });
  await entry(ben).getByText('Password', { exact: false }).waitFor();
  await entry(ben).getByText('Ada').waitFor();
  await entry(ben).getByRole('button').click();
  await ben.locator('#room[state=failed][error="room/password"]').waitFor();
  await answer(ben, 'ginger');
  await ben.locator('#room[state=failed][error="room/password"]').waitFor();
  await answer(ben, 'cinnamon');
  await untilTogether(ada, ben);

  await entry(cleo).getByText(/full/i).waitFor();
  await ada.evaluate(() => document.querySelector('rtc-room')!.setLocked(true));
  await entry(cleo)
    .getByText(/locked/i)
    .waitFor();

  function lobby() {
    return stage.page(t, roomPage('lobby'));
  }
});

test('one to one: the third is told that the room is full, and gets in when one of the two has left', async (t) => {
  const address = roomPage('one-to-one');
  const [ada, ben] = [await guestOf(stage, t, address), await guestOf(stage, t, address)];
  await untilTogether(ada, ben);
  const cleo = await stage.page(t, address);
  await pressJoin(cleo);
  await cleo.locator('#room[state=failed][error="room/full"]').getByText('full', { exact: false }).first().waitFor();
  await ben.locator('#room').getByRole('button', { name: 'Leave' }).click();
  await untilState(ben, 'left');
  await cleo.getByRole('button', { name: 'Try again' }).click();
  await untilTogether(ada, cleo);
});

test('waiting room: one is denied, one is admitted, and the owner sees who knocks', async (t) => {
  const address = roomPage('waiting-room');
  const ada = await guestOf(stage, t, address, { named: 'Ada' });
  const [ben, cleo] = [await knock('Ben'), await knock('Cleo')];
  const asking = (name: string) =>
    ada.locator('rtc-participants').getByRole('listitem').filter({ hasText: name }).first();
  await asking('Ben').getByRole('button', { name: /Deny/ }).click();
  await ben.locator('#room[state=failed][error="room/denied"]').waitFor();
  await asking('Cleo').getByRole('button', { name: /Admit/ }).click();
  await untilTogether(ada, cleo);

  async function knock(name: string) {
    const page = await stage.page(t, address);
    await nameOneself(page, name);
    await pressJoin(page);
    await untilState(page, 'waiting');
    return page;
  }
});

test('waiting room: with a link the owner has made one comes in at once, from elsewhere too', async (t) => {
  const address = roomPage('waiting-room', 'invited');
  const ada = await guestOf(stage, t, address);
  await ada.getByRole('button', { name: 'Make an invitation link' }).click();
  const link = await ada.getByRole('link', { name: 'Invitation link' }).getAttribute('href');
  const ben = await guestOf(stage, t, link ?? '');
  await untilTogether(ada, ben);
});

test('password: set in a running room, asked for, refused when wrong, and taken away again', async (t) => {
  const address = roomPage('password');
  const ada = await guestOf(stage, t, address);
  await setPassword(ada, 'cinnamon');
  await ada.locator('.said').getByText('Newcomers are asked for it').waitFor();
  const ben = await stage.page(t, address);
  await pressJoin(ben);
  await ben.locator('#room[state=failed][error="room/password"]').waitFor();
  await answer(ben, 'ginger');
  await untilState(ben, 'failed');
  await answer(ben, 'cinnamon');
  await untilTogether(ada, ben);
  await setPassword(ada, '');
  await ada.locator('.said').getByText('Nobody is asked any more').waitFor();
  const cleo = await guestOf(stage, t, address);
  await untilState(cleo, 'joined');
});

async function setPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password for newcomers').fill(password);
  await page.getByRole('button', { name: 'Set', exact: true }).click();
}

/** Writes a password into the room's own question. */
async function answer(page: Page, password: string): Promise<void> {
  const field = page.locator('#room input[type=password]');
  await field.fill(password);
  await field.press('Enter');
}
