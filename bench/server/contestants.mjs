import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/root.mjs';
import { Service } from './service.mjs';

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));
const main = join(root, 'build/server/main.js');

export const POLICY = {
  session: { audio: true, video: true, screen: true, data: true },
  twoWay: { audio: false, video: false, screen: false },
  direction: 'many-to-many',
  maxParticipants: 50,
  waitingRoom: false,
  closeWithOwner: false,
  listed: null,
};

export const JOIN = {
  entry: 'open-or-join',
  wait: false,
  displayName: 'Somebody',
  extra: null,
  password: null,
  sameVisitor: 'allow',
  policy: POLICY,
};

const CANDIDATE = {
  kind: 'candidate',
  candidate: {
    candidate: 'candidate:842163049 1 udp 1677729535 192.0.2.17 51472 typ srflx raddr 0.0.0.0 rport 0 generation 0',
    sdpMid: '0',
    sdpMLineIndex: 0,
    usernameFragment: 'EsAw',
  },
};

// Every visitor comes from somewhere else, as behind a proxy: the limits of one address are not what is measured.
const ours = (environment) => () =>
  Service.start(main, { environment: { RTC_TRUST_PROXY: '1', RTC_STUN_PORT: '0', ...environment } });

const ourWords = {
  async join(socket, room) {
    const answer = await socket.emitWithAck('room:join', { ...JOIN, room });
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.admission.userId;
  },
  async signal(socket, { room, to, stamp }) {
    const candidates = [{ ...CANDIDATE.candidate, usernameFragment: stamp }];
    const answer = await socket.emitWithAck('peer:signal', { room, to, signal: { kind: 'candidates', candidates } });
    if (!answer.ok) throw new Error(answer.error.code);
  },
  onSignal: (socket, listen) =>
    socket.on('peer:signalled', ({ signal }) => listen(signal.candidates[0].usernameFragment)),
};

const bare =
  (...args) =>
  () =>
    Service.start(beside('bare-service.mjs'), { args });

const bareWords = {
  join: async (socket, room) => (await socket.emitWithAck('join', { ...JOIN, room })).userId,
  signal: (socket, { to, stamp }) => socket.emitWithAck('signal', to, { ...CANDIDATE, stamp }),
  onSignal: (socket, listen) => socket.on('signalled', ({ stamp }) => listen(stamp)),
};

/** Who is measured: how the service starts, and how its clients say the same things. */
export function contestants(ancestorFolder) {
  return [
    { name: 'ours', title: 'ours, rooms on disk', start: freshFolder, ...ourWords },
    { name: 'memory', title: 'ours, rooms in memory', start: ours({ RTC_STATE_DIR: 'memory' }), ...ourWords },
    { name: 'bare', title: 'bare socket.io, acknowledges', start: bare(), ...bareWords },
    { name: 'telling', title: 'bare socket.io, tells the others', start: bare('tells'), ...bareWords },
    {
      name: 'ancestor',
      title: 'rtcmulticonnection-server 1.3.3',
      start: () => Service.start(beside('../join/ancestor-server.mjs'), { args: [ancestorFolder] }),
      query: (index) => ({ userid: `user-${index}`, sessionid: '', msgEvent: 'RTCMultiConnection-Message' }),
      join: joinAncestor,
      signal: async (socket, { to, from, stamp }) => {
        const message = { ...CANDIDATE, stamp };
        socket.emit('RTCMultiConnection-Message', { sender: from, remoteUserId: to, message });
      },
      onSignal: (socket, listen) =>
        socket.on('RTCMultiConnection-Message', ({ message }) => {
          if (message.stamp !== undefined) listen(message.stamp);
        }),
    },
  ];
}

function freshFolder() {
  return ours({ RTC_STATE_DIR: mkdtempSync(join(tmpdir(), 'rtc-bench-')) })();
}

/** As its client does: open or join, then tell everybody who is there that somebody came. */
async function joinAncestor(socket, room, index) {
  const userid = `user-${index}`;
  const request = {
    sessionid: room,
    session: { audio: true, video: true },
    extra: {},
    mediaConstraints: {},
    streams: [],
  };
  const opened = await emitForFirst(socket, 'open-room', request);
  if (opened !== true && (await emitForFirst(socket, 'join-room', request)) !== true) throw new Error('not let in');
  if (opened !== true) {
    const message = { newParticipationRequest: true, isOneWay: false, isDataOnly: false };
    socket.emit('RTCMultiConnection-Message', { sender: userid, remoteUserId: room, message });
  }
  return userid;
}

/** Its acknowledgements have several values; the first says whether. */
function emitForFirst(socket, event, request) {
  return new Promise((resolve) => socket.emit(event, request, (first) => resolve(first)));
}
