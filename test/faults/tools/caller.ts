import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { RoomOptions } from '../../../src/index.js';
import type { Stage } from '../../e2e/stage.js';
import { LIGHT, Visitor } from '../../e2e/visitor.js';

/** Chromium says so in the console whenever a line breaks or cannot be made, or something is sent before it says that. */
const LOST_LINE = /WebSocket connection to|WebSocket is already in CLOSING or CLOSED state/;

export interface Caller {
  readonly page: Page;
  readonly visitor: Visitor;
}

/** A page in a room of the service at `options.server`; the page itself comes from elsewhere, which outlives the service. */
export async function caller(stage: Stage, t: TestContext, options: RoomOptions): Promise<Caller> {
  const page = await pageOf(stage, t);
  const visitor = Visitor.on(page);
  await visitor.join({ ...LIGHT, ...options });
  return { page, visitor };
}

/** A page that may lose its service. */
export function pageOf(stage: Stage, t: TestContext, before?: () => void): Promise<Page> {
  return stage.page(t, 'controller.html', { complaints: [LOST_LINE], ...(before !== undefined && { before }) });
}

/** Who everybody thinks is there, each list in the order of the ids. */
export async function rosters(people: readonly Visitor[]): Promise<string[][]> {
  const states = await Promise.all(people.map((person) => person.state()));
  return states.map(({ participants }) => participants.map(({ userId }) => userId).sort());
}
