import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { RtcRoomElement } from '../../elements/rtc-room.js';
import type { DemoPageOptions, DemoStage } from './demo-stage.js';
import { until } from './until.js';
import { Visitor } from './visitor.js';

/** The address of a demo page of rooms; with `room`, in a room of its own. */
export function roomPage(name: string, room?: string): string {
  return demoPage('rooms', name, room);
}

/** The same of a page of media. */
export function mediaPage(name: string, room?: string): string {
  return demoPage('media', name, room);
}

export function demoPage(folder: string, name: string, room?: string): string {
  return `/${folder}/${name}.html${room === undefined ? '' : `?room=${encodeURIComponent(room)}`}`;
}

/** A visitor of one of the pages who has pressed Join and is in. */
export async function guestOf(
  stage: DemoStage,
  t: TestContext,
  address: string,
  options?: DemoPageOptions & { readonly named?: string },
): Promise<Page> {
  const page = await stage.page(t, address, options);
  if (options?.named !== undefined) await nameOneself(page, options.named);
  await pressJoin(page);
  await untilState(page, 'joined');
  return page;
}

export async function nameOneself(page: Page, name: string): Promise<void> {
  const field = page.getByLabel('Your name');
  await field.fill(name);
  await field.press('Tab');
}

/** The button of the room itself, not one the page has beside it. */
export async function pressJoin(page: Page, room = 'rtc-room'): Promise<void> {
  await page.locator(room).getByRole('button', { name: 'Join', exact: true }).click();
}

export async function untilState(page: Page, state: string, room = '#room'): Promise<void> {
  await page.locator(`${room}[state=${state}]`).waitFor({ state: 'attached' });
}

/**
 * Whoever is in one of the rooms of a page that has several. One of them at a time: what the visitor does, it does
 * through the same `window.room`.
 */
export async function visitorIn(page: Page, room: string): Promise<Visitor> {
  await page.locator(`${room}:defined`).waitFor({ state: 'attached' });
  return new Visitor(async (script, argument) => {
    await page.evaluate((selector) => {
      window.room = document.querySelector<RtcRoomElement>(selector)!.controller;
    }, room);
    // As in `Visitor.on`.
    return page.evaluate(script as (argument: unknown) => never, argument);
  });
}

/** Exactly `others` other people are there, each connected. */
export async function untilWith(visitor: Visitor, others: number): Promise<void> {
  await until(
    `connections with ${others} others`,
    async () => (await visitor.state()).participants.filter(({ self }) => !self).map(({ connection }) => connection),
    (connections) => connections.length === others && connections.every((state) => state === 'connected'),
  );
}
