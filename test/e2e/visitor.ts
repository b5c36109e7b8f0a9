import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { RoomController, RoomOptions, RoomState } from '../../src/index.js';
import type { PageOptions, Stage } from './stage.js';
import { until } from './until.js';

declare global {
  interface Window {
    /** What the pages of these tests offer; see pages/watch.js. */
    room: RoomController;
    makeRoom: (options: RoomOptions) => void;
    /** Every room event so far, in order. */
    heard: { readonly type: string; readonly detail: Record<string, unknown> }[];
    /** Every track the page ever captured. */
    captured: MediaStreamTrack[];
  }
}

/** Runs a function in the page; argument and result cross as JSON does. */
export type Run = <A, R>(script: (argument: A) => R | Promise<R>, argument: A) => Promise<R>;

/** Somebody on a page that has a room, in whichever browser. */
export class Visitor {
  readonly run: Run;

  constructor(run: Run) {
    this.run = run;
  }

  static on(page: Page): Visitor {
    // Playwright unwraps handles in its types, which a type parameter does not survive. No handle is ever passed here.
    return new Visitor((script, argument) => page.evaluate(script as (argument: unknown) => never, argument));
  }

  /** Resolves at admission; rejects as `RoomController.join` does. */
  async join(options: RoomOptions): Promise<void> {
    await this.make(options);
    await this.run(() => window.room.join(), null);
  }

  async make(options: RoomOptions): Promise<void> {
    await this.run((given) => window.makeRoom(given), options);
  }

  userId(): Promise<string> {
    return this.run(() => window.room.state.userId ?? '', null);
  }

  /** What of the snapshot crosses to the test: everything but the live objects. */
  state(): Promise<PlainState> {
    return this.run(() => JSON.parse(JSON.stringify(window.room.state)) as PlainState, null);
  }

  until(what: string, claim: (state: PlainState) => boolean): Promise<PlainState> {
    return until(what, () => this.state(), claim);
  }

  /** Exactly `others` other people are there, each connected. */
  async untilConnected(others: number): Promise<void> {
    await until(
      `connections with ${others} others`,
      () => this.run(connections, null),
      (states) => {
        return states.length === others && states.every(({ state }) => state === 'connected');
      },
    );
  }

  /** Resolves with the detail of an event, once one of this type was heard that agrees. */
  async untilHeard(type: string, agrees: (detail: Record<string, unknown>) => boolean = () => true) {
    const events = await until(
      type,
      () => this.run((wanted) => window.heard.filter((event) => event.type === wanted), type),
      (candidates) => candidates.some(({ detail }) => agrees(detail)),
    );
    return events.find(({ detail }) => agrees(detail))!.detail;
  }

  say(text: string, to?: string): Promise<void> {
    return this.run(([line, person]) => window.room.send(line, person === null ? {} : { to: person }), [
      text,
      to ?? null,
    ] as const);
  }

  untilTold(text: string): Promise<PlainState> {
    return this.until(`the line “${text}”`, ({ messages }) => messages.some((line) => line.text === text));
  }

  /** Whether each track this page ever captured is still running. */
  capturing(): Promise<boolean[]> {
    return this.run(() => window.captured.map(({ readyState }) => readyState === 'live'), null);
  }
}

export type PlainState = RoomState;

/** In the page: how far each connection is, in the room's words and the browser's. */
function connections() {
  return window.room.state.participants.flatMap(({ self, userId, displayName, connection: state }) => {
    if (self) return [];
    const connection = window.room.connectionTo(userId);
    const errors = window.heard.filter(({ type }) => type === 'rtc-error');
    const { signalingState, iceConnectionState, connectionState } = connection ?? {};
    return [{ displayName, state, signalingState, iceConnectionState, connectionState, errors }];
  });
}

/** What everybody here joins with unless a test is about it: small and slow pictures, two cores carry five people. */
export const LIGHT = { resolution: '180p', frameRate: 10 } as const;

/** A page with a controller and nothing else. */
export async function visitor(stage: Stage, t: TestContext, options: PageOptions = {}): Promise<Visitor> {
  return Visitor.on(await stage.page(t, 'controller.html', options));
}

/** The same, already in the room. */
export async function member(stage: Stage, t: TestContext, options: RoomOptions): Promise<Visitor> {
  const someone = await visitor(stage, t);
  await someone.join({ ...LIGHT, ...options });
  return someone;
}
