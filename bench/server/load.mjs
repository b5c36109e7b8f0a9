import { io } from 'socket.io-client';

/** Joins under way at once: enough to keep the service busy, few enough that none waits long. */
const AT_ONCE = 40;

/** Connects `count` sockets and puts them in rooms of `perRoom`. Resolves with `[{ socket, room, userId }]`. */
export async function fill({ contestant, url, count, perRoom }) {
  const members = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) {
        const index = next;
        next += 1;
        const room = `room-${Math.floor(index / perRoom)}`;
        const socket = await connect(contestant, url, index);
        members[index] = { socket, room, userId: await contestant.join(socket, room, index) };
      }
    }),
  );
  return members;
}

function connect({ query }, url, index) {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    query: query?.(index) ?? {},
    extraHeaders: { 'x-forwarded-for': `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` },
  });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

/**
 * Sends `perSecond` signals a second for `seconds`, each from one member to the next of the same room. Resolves with how long
 * each took from sender to receiver, in ms; those that did not come within two seconds are missing.
 */
export async function relay({ contestant, members, perSecond, seconds }) {
  const sentAt = new Map();
  const latencies = [];
  // Stamps are short base 36 numbers, since ours travel as an ICE user fragment.
  for (const { socket } of members) {
    contestant.onSignal(socket, (stamp) => {
      const at = sentAt.get(stamp);
      if (at !== undefined && sentAt.delete(stamp)) latencies.push(performance.now() - at);
    });
  }
  const pairs = members.flatMap((from, index) => {
    const to = members[index + 1];
    return to?.room === from.room ? [{ from, to }] : [];
  });
  const beganAt = performance.now();
  for (let sent = 0; sent < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, ((performance.now() - beganAt) / 1_000) * perSecond);
    for (; sent < due; sent += 1) {
      const { from, to } = pairs[sent % pairs.length];
      const stamp = sent.toString(36);
      sentAt.set(stamp, performance.now());
      void contestant.signal(from.socket, { room: from.room, from: from.userId, to: to.userId, stamp });
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return latencies;
}
