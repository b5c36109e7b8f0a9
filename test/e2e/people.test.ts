import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { elementVisitor, type ElementVisitor } from './element-visitor.js';
import { offerRandomFile, offered } from './files.js';
import { Stage } from './stage.js';
import { until } from './until.js';
import { member, type Visitor } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

/** A page whose room is configured by script before it joins by itself. */
async function configured(t: TestContext, config: object): Promise<ElementVisitor> {
  const someone = await elementVisitor(stage, t, `idle.html?${crypto.randomUUID()}`);
  await someone.page.evaluate((given) => {
    Object.assign(document.querySelector('rtc-room')!, given);
  }, config);
  return someone;
}

/** What the element itself says of its people. */
function people(page: Page) {
  return page.locator('rtc-room').evaluate((room) =>
    (room as HTMLElementTagNameMap['rtc-room']).participants.map(({ displayName, role, extra, self }) => ({
      displayName,
      role,
      extra,
      self,
    })),
  );
}

test('who comes with a ticket is asked for no password and does not wait; who comes without is asked', async (t) => {
  const name = `guarded-${crypto.randomUUID()}`;
  const common = { name, noCapture: true, autoJoin: true };
  const ada = await configured(t, { ...common, password: 'cinnamon', waitingRoom: true });
  await ada.visitor.untilHeard('rtc-joined');
  const ticket = await ada.page.locator('rtc-room').evaluate((room) => {
    return (room as HTMLElementTagNameMap['rtc-room']).createTicket();
  });
  const ben = await configured(t, { ...common, entry: 'join', ticket });
  await ben.visitor.untilHeard('rtc-joined');
  await Promise.all([ada, ben].map(({ visitor }) => visitor.untilConnected(1)));
  const states = await ben.visitor.run(
    (wanted) => window.heard.filter(({ type }) => type === wanted).map(({ detail }) => detail['to']),
    'rtc-state-change',
  );
  assert.deepEqual(states, ['joining', 'joined']);
  const cleo = await configured(t, { ...common, entry: 'join' });
  await cleo.page.locator('rtc-room[state=failed][error="room/password"]').waitFor();
});

test('two visitors of one address meet in its room, know each other’s name and extra, and who opened it', async (t) => {
  const common = { nameFrom: 'url', noCapture: true };
  const ada = await configured(t, { ...common, displayName: 'Ada', extra: { seat: 4 }, autoJoin: true });
  const joined = (visitor: Visitor) => visitor.untilHeard('rtc-joined');
  const first = await joined(ada.visitor);
  const ben = await configured(t, { ...common, displayName: 'Ben' });
  const sockets: string[] = [];
  ben.page.on('websocket', (socket) => sockets.push(socket.url()));
  await ben.page.evaluate(() => {
    const room = document.querySelector('rtc-room')!;
    room.setAttribute('extra', '{"seat":5}');
    room.autoJoin = true;
  });
  const second = await joined(ben.visitor);
  const name = `localhost:${stage.service.port}/idle.html`;
  assert.deepEqual([first['name'], first['opened'], first['owner']], [name, true, true]);
  assert.deepEqual([second['name'], second['opened'], second['owner']], [name, false, false]);
  await Promise.all([ada, ben].map(({ visitor }) => visitor.untilConnected(1)));
  await ada.visitor.untilHeard('rtc-connection-change', ({ state }) => state === 'connected');
  await ada.page.locator('rtc-room[owner][participant-count="2"]').waitFor();
  await ben.page.locator('rtc-room:not([owner])[participant-count="2"]').waitFor();
  const [one, other] = [
    { displayName: 'Ada', role: 'owner', extra: { seat: 4 } },
    { displayName: 'Ben', role: 'participant', extra: { seat: 5 } },
  ];
  assert.deepEqual(await people(ada.page), [
    { ...one, self: true },
    { ...other, self: false },
  ]);
  assert.deepEqual(await people(ben.page), [
    { ...other, self: true },
    { ...one, self: false },
  ]);
  assert.ok(sockets.length > 0 && sockets.every((url) => !url.includes('seat')), 'extra is in no address');

  await ada.visitor.run(() => window.room.leave(), null);
  const left = await ben.visitor.untilHeard('rtc-participant-left');
  const { displayName, extra } = left['participant'] as { displayName: string; extra: unknown };
  assert.deepEqual([left['reason'], displayName, extra], ['left', 'Ada', { seat: 4 }]);
  await ben.page.locator('rtc-room[owner][participant-count="1"]').waitFor();
});

test('the socket is closed with the page’s last room', async (t) => {
  const { page, visitor } = await configured(t, { noCapture: true, name: t.name, nameFrom: undefined });
  const opened = page.waitForEvent('websocket');
  await visitor.run(() => window.room.join(), null);
  const socket = await opened;
  await visitor.run(() => window.room.leave(), null);
  await until(
    'a closed socket',
    async () => socket.isClosed(),
    (closed) => closed,
  );
});

// Gone after the grace time: test/faults/long/crashed-page.test.ts waits for it.
test('whose page breaks down without a word is suspended at once', async (t) => {
  const ada = await member(stage, t, { name: t.name, session: 'data' });
  const ben = await elementVisitor(stage, t, `idle.html?room=${encodeURIComponent(t.name)}`);
  await ben.visitor.run(() => window.room.join(), null);
  await ada.untilConnected(1);
  const crashed = ben.page.waitForEvent('crash');
  ben.page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  await ada.until('a suspended Ben', ({ participants }) => participants[1]?.presence === 'suspended');
});

test('JSON and a file for one person reach nobody else; a file for two has its progress with each', async (t) => {
  const options = { name: t.name, session: 'data' };
  const [ada, ben, cleo] = [
    await member(stage, t, options),
    await member(stage, t, options),
    await member(stage, t, options),
  ];
  await Promise.all([ada, ben, cleo].map((person) => person.untilConnected(2)));
  const started = Date.now();
  await ada.run((to) => window.room.send({ at: [1, 2] }, { to, topic: 'cursor' }), await ben.userId());
  const heard = await ben.untilHeard('rtc-message', ({ topic }) => topic === 'cursor');
  assert.deepEqual([heard['from'], heard['to']], [await ada.userId(), [await ben.userId()]]);
  assert.ok(Number(heard['sentAt']) >= started - 1_000 && Number(heard['sentAt']) <= Date.now() + 1_000);
  await ada.run(
    (to) => window.room.sendFile([new File(['1'], 'one.txt'), new File(['2'], 'two.txt')], { to }),
    await ben.userId(),
  );
  for (const name of ['one.txt', 'two.txt']) await offered(ben, name);

  await ada.run(() => {
    window.room.on('rtc-file-progress', ({ type, detail }) => window.heard.push({ type, detail: { ...detail } }));
  }, null);
  await offerRandomFile(ada, 'both.bin', 3_000_000);
  for (const person of [ben, cleo]) {
    await person.run((transferId) => window.room.acceptFile(transferId), await offered(person, 'both.bin'));
    const userId = await person.userId();
    const { size } = await ada.untilHeard(
      'rtc-file-progress',
      (detail) => detail['userId'] === userId && Number(detail['bytes']) > 0,
    );
    assert.equal(size, 3_000_000);
  }
  const toCleo = await cleo.run(
    () => window.heard.filter(({ type }) => /message|offer/.test(type)).map(({ detail }) => detail['name']),
    null,
  );
  assert.deepEqual(toCleo, ['both.bin'], 'and nothing that was meant for Ben');
});

test('the classic script alone is enough for a call', async (t) => {
  const address = `classic.html?room=${encodeURIComponent(t.name)}`;
  const { visitor } = await elementVisitor(stage, t, address);
  const other = await member(stage, t, { name: t.name, noCapture: true });
  await Promise.all([visitor.untilConnected(1), other.untilConnected(1)]);
  await visitor.say('from a classic script');
  await other.untilTold('from a classic script');
});
