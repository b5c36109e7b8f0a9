import { after, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { roomPage, untilState, visitorIn } from './demo-room.js';
import { DemoStage, untilTogether } from './demo-stage.js';
import { untilSeenAndHeard } from './flows.js';
import { until } from './until.js';

const stage = await DemoStage.open();
after(() => stage.close());

/** Somebody on the page of calls, reachable under `name`. */
async function reachable(t: TestContext, name: string): Promise<Page> {
  const page = await stage.page(t, roomPage('call-by-name'));
  await page.locator('#room:defined').waitFor();
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Be reachable' }).click();
  await said(page, `You can be called as ${name}`);
  return page;
}

async function call(page: Page, name: string): Promise<void> {
  await page.getByLabel('Whom to call').fill(name);
  await page.getByRole('button', { name: 'Call', exact: true }).click();
}

const said = (page: Page, text: string) => page.locator('.said').getByText(text).waitFor();
/** A button of what rings, in the room with this selector. */
const ringing = (page: Page, button: 'Answer' | 'Decline', room = '#room') =>
  page.locator(room).getByRole('button', { name: button });

test('call by name: nobody there, declined, answered, and busy for a third', async (t) => {
  const [ada, ben, cleo] = [await reachable(t, 'ada'), await reachable(t, 'ben'), await reachable(t, 'cleo')];
  await call(ada, 'nobody');
  await said(ada, 'Nobody is reachable');

  await call(ada, 'ben');
  await ben.locator('#room').getByText('ada').first().waitFor();
  await ringing(ben, 'Decline').click();
  await said(ada, 'Declined');

  await call(ada, 'ben');
  await ringing(ben, 'Answer').click();
  await untilTogether(ada, ben);
  await said(ada, 'ben has answered');
  await call(cleo, 'ben');
  await said(cleo, 'Busy');
});

test('admin and guests: away, free, answered, busy for the next one, and free again', async (t) => {
  const ada = await stage.page(t, roomPage('guest'));
  const ring = (page: Page) => page.getByRole('button', { name: 'Ring the admin' });
  await said(ada, 'The admin is away');
  const admin = await stage.page(t, roomPage('admin'));
  const ben = await stage.page(t, roomPage('guest'));
  await said(ada, 'The admin is free');
  await said(ben, 'The admin is free');

  await ring(ada).click();
  await ringing(admin, 'Decline', '#phone').click();
  await said(ada, 'cannot talk now');
  await ring(ada).click();
  await ringing(admin, 'Answer', '#phone').click();
  const [host, guest] = [await visitorIn(admin, '#phone'), await visitorIn(ada, '#phone')];
  await untilState(ada, 'joined', '#phone');
  await untilSeenAndHeard(guest, [host]);
  await untilSeenAndHeard(host, [guest]);
  await said(ben, 'The admin is busy');

  await admin.locator('#phone').getByRole('button', { name: 'Leave' }).click();
  await said(ben, 'The admin is free');
  await admin.close();
  await said(ben, 'The admin is away');
  for (const page of [ada, ben]) await untilState(page, 'waiting', '#desk');
});

test('admin and guests: the admin calls a guest, who declines and then answers', async (t) => {
  const admin = await stage.page(t, roomPage('admin'));
  const guest = await stage.page(t, roomPage('guest'));
  const calling = admin.getByRole('button', { name: 'Call Guest 1' });
  // Who has only just come to the desk cannot be called yet; a person tries again, and not so often that the service minds.
  let nextCallAt = 0;
  await until(
    'the guest’s phone to ring',
    async () => {
      const isCalling = await admin.locator('.said').getByText('Calling').isVisible();
      if (!isCalling && performance.now() >= nextCallAt) {
        nextCallAt = performance.now() + 2_000;
        await calling.click();
      }
      return ringing(guest, 'Decline', '#phone').isVisible();
    },
    (rings) => rings,
  );
  await ringing(guest, 'Decline', '#phone').click();
  await said(admin, 'does not want to talk now');
  await calling.click();
  await ringing(guest, 'Answer', '#phone').click();
  await untilSeenAndHeard(await visitorIn(admin, '#phone'), [await visitorIn(guest, '#phone')]);
  await admin.close();
  await said(guest, 'You are talking');
  await untilState(guest, 'waiting', '#desk');
});
