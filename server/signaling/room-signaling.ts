import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { IceServerSettings } from '../ice/ice-servers.js';
import { RoomFeed } from '../rooms/room-feed.js';
import type { RoomStore } from '../rooms/room-store.js';
import { Announcements } from './announcements.js';
import { Attempts } from './attempts.js';
import { Attendance } from './attendance.js';
import { callHandlers } from './call-handlers.js';
import { roomChannel } from './channels.js';
import { Departures } from './departures.js';
import { Entrance } from './entrance.js';
import type { Farewell } from './farewell.js';
import { Leases } from './leases.js';
import type { Limits } from './limits.js';
import { memberHandlers } from './member-handlers.js';
import type { Membership } from './membership.js';
import { Nodes } from './nodes.js';
import type { SignalingServer } from './nodes.js';
import { Passwords } from './passwords.js';
import { peerHandlers } from './peer-handlers.js';
import { PeerRelay } from './peer-relay.js';
import { presenceHandlers } from './presence-handlers.js';
import { AdmissionTokens } from './resume-tokens.js';
import { RoomChanges } from './room-changes.js';
import { roomHandlers } from './room-handlers.js';
import { RoomLists } from './room-lists.js';
import { Roster } from './roster.js';
import type { Route } from './route.js';
import { Switchboard } from './switchboard.js';
import { Telephones } from './telephones.js';
import { Tickets } from './tickets.js';
import type { Visitor } from './visitor.js';
import { VisitorIds } from './visitor-ids.js';
import { WaitingList } from './waiting-list.js';

export interface RoomSignalingOptions {
  readonly io: SignalingServer;
  readonly roomStore: RoomStore;
  readonly ice: IceServerSettings;
  readonly maxParticipants: number;
  readonly limits: Limits;
  /** Whether this node is the only one. */
  readonly isAlone: boolean;
  /** Aborted when the service is about to end. */
  readonly closing: AbortSignal;
  readonly log: FastifyBaseLogger;
}

/** What this installation signs, and knows again. */
interface Signed {
  readonly visitorIds: VisitorIds;
  readonly admissionTokens: AdmissionTokens;
  readonly tickets: Tickets;
}

/** All of signaling put together: what there is, and who is told what. */
export class RoomSignaling {
  readonly visitorIds: VisitorIds;
  readonly routes: ReadonlyMap<string, Route>;
  readonly #attendance: Attendance;
  readonly #departures: Departures;
  readonly #leases: Leases;
  readonly #lists: RoomLists;
  readonly #switchboard: Switchboard;
  readonly #requests = new Set<Promise<unknown>>();

  /** Resolves when the store knows this node. Rejects when the store cannot be reached. */
  static async start(options: RoomSignalingOptions): Promise<RoomSignaling> {
    const [visitors, admissions, tickets] = await Promise.all([
      options.roomStore.secret('visitor'),
      options.roomStore.secret('admission'),
      options.roomStore.secret('ticket'),
    ]);
    const signaling = new RoomSignaling(options, {
      visitorIds: new VisitorIds(visitors),
      admissionTokens: new AdmissionTokens(admissions),
      tickets: new Tickets(tickets),
    });
    await signaling.#leases.start();
    return signaling;
  }

  private constructor(options: RoomSignalingOptions, { visitorIds, admissionTokens, tickets }: Signed) {
    const { io, roomStore: store, isAlone, limits, log, ...rest } = options;
    const node = randomUUID();
    const nodes = new Nodes(io, { isAlone });
    const roster = new Roster();
    const relay = new PeerRelay({ io, store, roster, limits });

    const announcements = new Announcements<Membership>({
      broadcast: (epoch, events) => io.local.to(roomChannel(epoch)).emit('room:happened', events),
      send: ({ visitor }, events) => visitor.socket.emit('room:happened', events),
      add: (epoch, { visitor }) => void visitor.socket.join(roomChannel(epoch)),
      remove: (epoch, { visitor }) => void visitor.socket.leave(roomChannel(epoch)),
    });
    // Who closed a room, between that event and the end of each membership, which follow each other at once.
    let closedBy: string | null = null;
    const feed = new RoomFeed<Membership>(store, {
      broadcast: (epoch, event) => {
        announcements.announce(epoch, event);
        if (event.type === 'room-closed') closedBy = event.by;
        this.#attendance.heard(event);
        relay.heard(event);
      },
      send: ({ visitor }, event) => visitor.socket.emit('room:happened', [event]),
      // Without the missing events nothing can be put right on this connection; the client's next one begins with a resume.
      snapshot: (membership, record) => {
        if (record === undefined) this.#attendance.end(membership, 'expired', null);
        else membership.visitor.socket.conn.close();
      },
      add: (epoch, membership) => announcements.add(epoch, membership),
      remove: (epoch, membership) => {
        announcements.remove(epoch, membership);
        // Still here, so it is the room that has gone.
        this.#attendance.end(membership, 'closed', closedBy);
      },
    });
    const changes = new RoomChanges({ store, nodes, log, publish: (room) => feed.publish(room) });
    changes.onChange((room) => relay.changed(room));

    this.visitorIds = visitorIds;
    this.#departures = new Departures(changes, log);
    this.#attendance = new Attendance({ store, feed, changes, departures: this.#departures, roster, nodes, node, log });
    const attendance = this.#attendance;
    const passwords = new Passwords();
    const entrance = new Entrance({ store, attendance, passwords, tickets, attempts: new Attempts(), ...rest });
    const waitingList = new WaitingList({ store, attendance, entrance, changes, admissionTokens, log });
    const telephones = new Telephones();
    this.#switchboard = new Switchboard(nodes, telephones);
    this.#lists = new RoomLists({ io, store, changes, log, watchedListsPerSocket: limits.watchedListsPerSocket });
    this.#leases = new Leases({
      ...{ store, changes, departures: this.#departures, node, log },
      rooms: () => [...roster.rooms, ...waitingList.rooms],
    });
    this.routes = new Map(
      [
        ...roomHandlers({
          ...{ store, attendance, entrance, waitingList, changes, passwords, tickets },
          closing: options.closing,
        }),
        ...memberHandlers({ io, store, changes, roster, admissionTokens }),
        ...presenceHandlers(store, this.#lists),
        ...callHandlers(this.#switchboard, telephones),
        ...peerHandlers(relay, options.ice),
      ].map((route) => [route.event as string, this.#counted(route)]),
    );
  }

  get isHealthy(): boolean {
    return this.#leases.isHealthy;
  }

  /** For a socket that is gone. */
  disconnected(visitor: Visitor, farewell: Farewell): void {
    this.#lists.disconnected(visitor);
    this.#switchboard.disconnected(visitor);
    for (const membership of visitor.memberships) void this.#attendance.disconnected(membership, farewell);
  }

  /** Resolves when what has been asked so far is answered. */
  async quiet(): Promise<void> {
    await Promise.allSettled(this.#requests);
  }

  /** Resolves when everybody who disconnected so far is out of the store, or waits in it. */
  async stop(): Promise<void> {
    this.#leases.stop();
    await this.#departures.departed();
  }

  #counted(route: Route): Route {
    const run: Route['run'] = (call, request) => {
      const answering = route.run(call, request);
      this.#requests.add(answering);
      const done = () => void this.#requests.delete(answering);
      answering.then(done, done);
      return answering;
    };
    return { ...route, run };
  }
}
