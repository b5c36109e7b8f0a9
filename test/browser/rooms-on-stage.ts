import { AssertionError } from 'chai';
import { RoomController, RtcError, type Participant, type RoomOptions, type StreamView } from '../../src/index.js';
import { until } from './until.js';

/** Rooms of one test, all with the same `server`, left when it is over. */
export class RoomsOnStage {
  readonly #server: string;
  #rooms: RoomController[] = [];

  constructor(server: string) {
    this.#server = server;
  }

  /** Sends nothing but data unless `options` say otherwise, and in a room of its own unless they name one. */
  room(options: RoomOptions = {}): RoomController {
    const controller = new RoomController({
      options: { server: this.#server, name: `stage-${crypto.randomUUID()}`, session: 'data', ...options },
    });
    this.#rooms.push(controller);
    return controller;
  }

  /** As many people in one room, in this order; the first owns it. Each has what `options` say. */
  async together(count: number, options: RoomOptions = {}): Promise<RoomController[]> {
    const name = `stage-${crypto.randomUUID()}`;
    const people = Array.from({ length: count }, (_, index) =>
      this.room({ name, displayName: `p${index}`, ...options }),
    );
    for (const person of people) await person.join();
    return people;
  }

  async clear(): Promise<void> {
    for (const controller of this.#rooms) controller.configure({ reachableAs: undefined });
    await Promise.all(this.#rooms.map((controller) => controller.leave()));
    this.#rooms = [];
  }
}

export function idOf(controller: RoomController): string {
  return controller.state.userId ?? '';
}

/** How `viewer` sees `person`. */
export function seen(viewer: RoomController, person: RoomController): Participant | undefined {
  return viewer.state.participants.find(({ userId }) => userId === idOf(person));
}

export function streamOf(
  viewer: RoomController,
  person: RoomController,
  source: StreamView['source'],
): StreamView | undefined {
  return seen(viewer, person)?.streams.find((view) => view.source === source);
}

export function become(controller: RoomController, holds: () => boolean, what: string): Promise<void> {
  return until(controller, 'change', holds, what);
}

/** Waits until the two are connected, each by its own word. */
export async function untilConnected(one: RoomController, other: RoomController): Promise<void> {
  await Promise.all([
    become(one, () => seen(one, other)?.connection === 'connected', 'connected'),
    become(other, () => seen(other, one)?.connection === 'connected', 'connected'),
  ]);
}

/** Waits until what is sent is so. A sender says what it sends late, and by no event. */
export async function untilSent(
  one: RoomController,
  other: RoomController,
  holds: (tracks: readonly (MediaStreamTrack | null)[]) => boolean,
): Promise<void> {
  const connection = one.connectionTo(idOf(other));
  if (connection === undefined) throw new Error('no connection');
  const deadline = performance.now() + 5_000;
  while (!holds(connection.getSenders().map(({ track }) => track))) {
    if (performance.now() > deadline) throw new AssertionError('waited in vain for what is sent');
    await connection.getStats();
  }
}

/** The code a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RtcError) return error.code;
    throw error;
  }
  return 'nothing';
}

/** Everything of this type that was heard. */
export function heard<T = unknown>(controller: RoomController, type: Parameters<RoomController['on']>[0]): T[] {
  const details: T[] = [];
  controller.on(type, (event) => details.push(event.detail as T));
  return details;
}
