import type { MessageLane } from '../protocol/index.js';
import type { MessageLink } from './data-link.js';
import { Messages, type ReceivedMessage } from './messages.js';

/** One of two people with nothing between them but this page's memory: for tests of what goes over any way. */
export interface LoopbackSide {
  readonly messages: Messages;
  readonly received: ReceivedMessage[];
  readonly errors: string[];
  /** Frames that went through the service. */
  relayed: number;
}

export interface LoopbackWay {
  /** Frames from here on are lost, and none is acknowledged: a dead line that nobody has noticed yet. */
  stall(): void;
  /** Whether what may be lost finds no room just now. */
  isBusy: boolean;
  /** The connection ends on both sides. */
  cut(): void;
  /** Frames sent so far. */
  sent: number;
  /** Whether it has ended, whoever ended it. */
  readonly isCut: boolean;
  /** Who is not listened to on it any more. */
  readonly ignored: ReadonlySet<string>;
}

/** Ada and Ben, with `connect` for a direct way between them and a service that passes on what it is given. */
export function messagesPair(signal: AbortSignal, service: { isUp: boolean } = { isUp: true }) {
  const ada = side('ben', () => ben);
  const ben = side('ada', () => ada);

  function side(other: string, receiver: () => LoopbackSide): LoopbackSide {
    const self = other === 'ben' ? 'ada' : 'ben';
    const received: ReceivedMessage[] = [];
    const errors: string[] = [];
    const messages = new Messages({
      relay: async (_to, lane, frame) => {
        await Promise.resolve();
        // Without a service it never resolves, as a request that is tried again and again.
        if (!service.isUp) return new Promise<void>(() => undefined);
        made.relayed += 1;
        receiver().messages.receive(self, lane, frame, undefined);
      },
      signal,
    });
    messages.on('received', (message) => received.push(message), { signal });
    messages.on('error', ({ error }) => errors.push(error.code), { signal });
    const made: LoopbackSide = { messages, received, errors, relayed: 0 };
    return made;
  }

  function connect(): LoopbackWay {
    const lifetime = new AbortController();
    const ignored = new Set<string>();
    const way: LoopbackWay & { isStalled: boolean } = {
      sent: 0,
      isBusy: false,
      ignored,
      isStalled: false,
      stall: () => (way.isStalled = true),
      cut: () => lifetime.abort(),
      get isCut() {
        return lifetime.signal.aborted;
      },
    };
    const until = AbortSignal.any([lifetime.signal, signal]);
    const links: Record<'ada' | 'ben', MessageLink> = {
      ada: link(
        'ben',
        () => ben,
        () => links.ben,
      ),
      ben: link(
        'ada',
        () => ada,
        () => links.ada,
      ),
    };

    function link(userId: string, receiver: () => LoopbackSide, back: () => MessageLink): MessageLink {
      const queues: Record<MessageLane, Promise<void>> = { chat: Promise.resolve(), messages: Promise.resolve() };
      return {
        userId,
        signal: until,
        sendMessageFrame: (lane, frame) => {
          queues[lane] = queues[lane].then(async () => {
            until.throwIfAborted();
            if (way.isStalled) return new Promise<void>(() => undefined);
            way.sent += 1;
            if (!ignored.has(back().userId)) receiver().messages.receive(back().userId, lane, frame, back());
          });
          // Whoever sends hears of it.
          queues[lane].catch(() => undefined);
          return queues[lane];
        },
        sendStateFrame: (frame) => {
          if (until.aborted || way.isStalled || way.isBusy) return false;
          way.sent += 1;
          if (!ignored.has(back().userId)) receiver().messages.receive(back().userId, 'messages', frame, back());
          return true;
        },
        closeMessages: () => lifetime.abort(),
        ignoreMessages: () => ignored.add(userId),
      };
    }

    ada.messages.connect(links.ada);
    ben.messages.connect(links.ben);
    ada.messages.reach('ben', 'open');
    ben.messages.reach('ada', 'open');
    return way;
  }

  return { ada, ben, connect };
}
