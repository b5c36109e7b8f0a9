import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtcError } from '../protocol/index.js';
import type { JoinRequest } from '../protocol/index.js';
import type { SocketIoConnection } from './socket-io-connection.js';
import { SocketIoRoomChannel } from './socket-io-room-channel.js';

test('whoever gives up a join that was not answered in time leaves all the same: it may have been heard', async () => {
  const asked: string[] = [];
  const connection = {
    connected: true,
    on: () => undefined,
    ready: () => Promise.resolve(),
    request: (event: string) => {
      asked.push(event);
      const silent = new RtcError('signaling/timeout', 'The signaling service did not answer in time.');
      return event === 'room:join' ? Promise.reject(silent) : Promise.resolve(null);
    },
  };
  const channel = new SocketIoRoomChannel(connection as unknown as SocketIoConnection, 'tea', () => undefined);
  const entering = channel.enter({} as JoinRequest, { signal: new AbortController().signal, waiting: () => undefined });
  await assert.rejects(entering, { code: 'signaling/timeout' });
  await channel.leave();
  assert.deepEqual(asked, ['room:join', 'room:leave']);
});
