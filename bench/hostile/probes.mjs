import { JOIN } from '../server/contestants.mjs';
import { ancestorClient, asked, client, codeOf, settle } from './clients.mjs';

const MESSAGE = 'RTCMultiConnection-Message';
const OPEN = { session: { audio: true }, extra: {}, mediaConstraints: {}, streams: [] };
const CANDIDATE = {
  kind: 'candidates',
  candidates: [{ candidate: 'x', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null }],
};

/** One packet; what counts is whether the service lives. */
const packet = (title, ancestor, ours) => ({
  title,
  ancestor: async ({ url, isAlive }) => {
    const attacker = await ancestorClient(url, 'attacker');
    ancestor(attacker);
    await settle();
    return isAlive() ? 'lives' : 'the process exits';
  },
  ours: async ({ url, isAlive }) => {
    const attacker = await client(url);
    const [event, ...values] = ours;
    const answer = await asked(attacker, event, ...values);
    await settle();
    if (!isAlive()) return 'the process exits';
    return answer === null ? 'lives, ignores it' : `lives, ${answer[0].error?.code ?? 'does it'}`;
  },
});

const join = async (url, room, changes = {}) => {
  const socket = await client(url);
  const [{ value }] = await asked(socket, 'room:join', { ...JOIN, room, ...changes });
  return { socket, userId: value?.admission?.userId, admission: value?.admission };
};

const delivered = (socket, event) => socket.heard.some(([name]) => name === event);

/** Each is put to a fresh service of either kind and says in words what happened. */
export const PROBES = [
  packet('open a room with null', (socket) => socket.emit('open-room', null), ['room:join', null]),
  packet('join a room with null', (socket) => socket.emit('join-room', null), ['room:join', { room: null }]),
  packet('a message that is null', (socket) => socket.emit(MESSAGE, null), ['peer:signal', null]),
  packet(
    'an acknowledgement that is no function',
    (socket) => socket.emit('get-remote-user-extra-data', 'nobody', 'not a function'),
    ['presence:check', { room: 'x' }, 'not a function'],
  ),
  packet('close a session with null', (socket) => socket.emit('close-entire-session', null), ['room:close', null]),
  packet('a presence check without acknowledgement', (socket) => socket.emit('check-presence', 'x'), [
    'presence:check',
  ]),
  {
    title: 'a room called __proto__, with a password',
    ancestor: async ({ url }) => {
      const attacker = await ancestorClient(url, 'attacker');
      await asked(attacker, 'open-room', { ...OPEN, sessionid: '__proto__', password: 'polluted' });
      const witness = await ancestorClient(url, 'witness');
      await asked(witness, 'open-room', { ...OPEN, sessionid: 'clean' });
      const [exists, , extra] = (await asked(witness, 'check-presence', 'clean')) ?? [];
      const length = extra?._room?.isPasswordProtected;
      return exists && length > 0
        ? `every room now has a password of ${length} characters`
        : 'other rooms are as before';
    },
    ours: async ({ url }) => {
      await join(url, '__proto__', { password: 'polluted' });
      const { admission } = await join(url, 'clean');
      return admission.snapshot.protected
        ? 'other rooms have a password'
        : 'a room like any other; others are as before';
    },
  },
  {
    title: 'a message in the name of somebody else, from outside the room',
    ancestor: async ({ url }) => {
      const owner = await ancestorClient(url, 'owner');
      const victim = await ancestorClient(url, 'victim');
      await asked(owner, 'open-room', { ...OPEN, sessionid: 'tea' });
      await asked(victim, 'join-room', { ...OPEN, sessionid: 'tea' });
      const attacker = await ancestorClient(url, 'attacker');
      attacker.emit(MESSAGE, { sender: 'owner', remoteUserId: 'victim', message: { sdp: 'forged' } });
      await settle();
      return delivered(victim, MESSAGE) ? 'delivered as the owner’s' : 'not delivered';
    },
    ours: async ({ url }) => {
      const owner = await join(url, 'tea');
      const victim = await join(url, 'tea');
      const attacker = await client(url);
      const request = { room: 'tea', to: victim.userId, signal: CANDIDATE };
      await codeOf(attacker, 'peer:signal', { ...request, from: owner.userId });
      const code = await codeOf(attacker, 'peer:signal', request);
      await settle();
      return delivered(victim.socket, 'peer:signalled') ? 'delivered' : code;
    },
  },
  {
    title: 'passwords looked at in two seconds, one socket',
    ancestor: ({ url }) =>
      guesses(async () => {
        const owner = await ancestorClient(url, 'owner');
        await asked(owner, 'open-room', { ...OPEN, sessionid: 'tea', password: 'right' });
        const attacker = await ancestorClient(url, 'attacker');
        return async (guess) => {
          const [, , error] = (await asked(attacker, 'is-valid-password', guess, 'tea')) ?? [];
          return error === 'Invalid password' || typeof error === 'string';
        };
      }),
    ours: ({ url }) =>
      guesses(async () => {
        await join(url, 'tea', { password: 'right' });
        const attacker = await client(url);
        return async (guess) => {
          const request = { ...JOIN, room: 'tea', entry: 'join', password: guess };
          return (await codeOf(attacker, 'room:join', request)).endsWith('room/password');
        };
      }),
  },
  {
    title: 'what a presence check tells of a password of 12 characters',
    ancestor: async ({ url }) => {
      const owner = await ancestorClient(url, 'owner');
      await asked(owner, 'open-room', { ...OPEN, sessionid: 'tea', password: 'x'.repeat(12) });
      const [, , extra] = (await asked(await ancestorClient(url, 'other'), 'check-presence', 'tea')) ?? [];
      return `“${extra?._room?.isPasswordProtected}”`;
    },
    ours: async ({ url }) => {
      await join(url, 'tea', { password: 'x'.repeat(12) });
      const [{ value }] = await asked(await client(url), 'presence:check', { room: 'tea' });
      return `“${value.protected}”`;
    },
  },
  {
    title: 'an event of the service’s own, to everybody on it',
    ancestor: async ({ url }) => {
      const victim = await ancestorClient(url, 'victim');
      const attacker = await ancestorClient(url, 'attacker');
      attacker.emit('set-custom-socket-event-listener', 'user-disconnected');
      attacker.emit('user-disconnected', 'somebody');
      await settle();
      return delivered(victim, 'user-disconnected') ? 'delivered to strangers' : 'not delivered';
    },
    ours: async ({ url }) => {
      const victim = await join(url, 'tea');
      const attacker = await join(url, 'tea');
      const codes = [await codeOf(attacker.socket, 'set-custom-socket-event-listener', 'room:ended')];
      codes.push(await codeOf(attacker.socket, 'room:ended', { room: 'tea', reason: 'closed', by: null }));
      await settle();
      return delivered(victim.socket, 'room:ended') ? 'delivered' : [...new Set(codes)].join(', ');
    },
  },
  {
    title: 'taking somebody else’s user id',
    ancestor: async ({ url }) => {
      await ancestorClient(url, 'victim');
      const attacker = await ancestorClient(url, 'attacker');
      const answer = await asked(attacker, 'changed-uuid', 'victim');
      return answer === null ? 'no answer' : 'done';
    },
    ours: async ({ url }) => {
      const { userId } = await join(url, 'tea');
      return codeOf(await client(url), 'room:join', { ...JOIN, room: 'tea', userId });
    },
  },
  {
    title: 'a second tab of the same person',
    ancestor: async ({ url }) => {
      await ancestorClient(url, 'same');
      const second = await ancestorClient(url, 'same');
      await settle();
      const told = delivered(second, 'userid-already-taken') ? 'told that the id is taken' : 'told nothing';
      const isHeard = (await asked(second, 'check-presence', 'tea')) !== null;
      return `${told}, ${isHeard ? 'and answered' : 'and nothing it asks is answered'}`;
    },
    ours: async ({ url }) => {
      const first = await client(url);
      const [{ visitor }] = await asked(first, 'room:join', { ...JOIN, room: 'tea' });
      const codes = [];
      for (const sameVisitor of ['allow', 'replace']) {
        const tab = await client(url, { auth: { visitor } });
        codes.push(`${sameVisitor}: ${await codeOf(tab, 'room:join', { ...JOIN, room: 'tea', sameVisitor })}`);
      }
      await settle();
      return `${codes.join(', ')}${delivered(first, 'room:ended') ? ', and the first is told' : ''}`;
    },
  },
  {
    title: 'the owner closes the room',
    ancestor: async ({ url }) => {
      const owner = await ancestorClient(url, 'owner');
      await asked(owner, 'open-room', { ...OPEN, sessionid: 'tea' });
      const [isDone, error] = (await asked(owner, 'close-entire-session')) ?? [];
      return isDone === true ? 'done' : `refused, ${error ?? 'no answer'}`;
    },
    ours: async ({ url }) => {
      const { socket } = await join(url, 'tea');
      return codeOf(socket, 'room:close', { room: 'tea' });
    },
  },
  {
    title: 'memory after 20,000 made-up senders',
    ancestor: async ({ url, usage }) => {
      const attacker = await ancestorClient(url, 'attacker');
      return growth(usage, attacker, (index) =>
        attacker.emit(MESSAGE, { sender: `${index}-${'x'.repeat(100)}`, remoteUserId: 'y', message: {} }),
      );
    },
    ours: async ({ url, usage }) => {
      const attacker = await client(url);
      return growth(usage, attacker, (index) =>
        attacker.emit('peer:signal', { room: 'tea', to: 'y', from: `${index}-${'x'.repeat(100)}`, signal: CANDIDATE }),
      );
    },
  },
];

/** Passwords tried one after the other for two seconds, and how many of them were looked at. */
async function guesses(prepare) {
  const guess = await prepare();
  const until = performance.now() + 2_000;
  let looked = 0;
  for (let index = 0; performance.now() < until; index += 1) if (await guess(`guess ${index}`)) looked += 1;
  return `${looked}`;
}

async function growth(usage, attacker, send) {
  const before = (await usage()).heapUsed;
  for (let index = 0; index < 20_000 && attacker.connected; index += 1) {
    send(index);
    if (index % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await settle();
  const megabytes = ((await usage()).heapUsed - before) / 1_048_576;
  return `${megabytes >= 0 ? '+' : ''}${megabytes.toFixed(1)} MB${attacker.connected ? '' : ', and the socket was closed'}`;
}
