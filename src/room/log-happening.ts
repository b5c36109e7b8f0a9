import { log, type LogFields } from '../base/log.js';
import type { ConnectionHappening } from '../topology/connection-happening.js';
import type { RoomHooks } from './room-hooks.js';

/** Tells the page's hook, and the log. */
export function logHappening(happening: ConnectionHappening, { connectionHappened }: RoomHooks): void {
  log(happening.type === 'ice-restart' ? 'warn' : 'debug', `connection ${happening.type}`, fieldsOf(happening));
  connectionHappened?.(happening);
}

/** Descriptions carry addresses and keys, which no log should. */
function fieldsOf(happening: ConnectionHappening): LogFields {
  const { userId, type } = happening;
  switch (type) {
    case 'opened':
      return { userId, attempt: happening.attempt, relayOnly: happening.relayOnly };
    case 'state':
      return { userId, state: happening.state };
    case 'ice-restart':
      return { userId, reason: happening.reason };
    case 'local-description':
    case 'remote-description':
      return { userId, kind: happening.description.type };
    case 'negotiation-started':
    case 'negotiation-completed':
      return { userId };
    default:
      return type satisfies never;
  }
}
