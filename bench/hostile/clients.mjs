import { io } from 'socket.io-client';

/** How long a service may take to show what a packet did to it. */
export const SETTLE_MS = 300;

/** A client of either service, which remembers all it hears. Resolves when connected. */
export function client(url, { query = {}, auth = {} } = {}) {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    timeout: 5_000,
    query,
    auth,
  });
  socket.heard = [];
  socket.onAny((...values) => socket.heard.push(values));
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

/** A client of the ancestor, under a user id of its own choice. */
export function ancestorClient(url, userid) {
  return client(url, { query: { userid, sessionid: '', msgEvent: 'RTCMultiConnection-Message' } });
}

/** What comes back to an event, as an array of all its values; null when nothing comes. */
export async function asked(socket, event, ...values) {
  try {
    return await new Promise((resolve, reject) => {
      socket
        .timeout(1_500)
        .emit(event, ...values, (error, ...answer) => (error === null ? resolve(answer) : reject(error)));
    });
  } catch {
    // Silence is an answer here.
    return null;
  }
}

/** The code of our service's refusal, `done` for a yes, `no answer`. */
export async function codeOf(socket, event, request) {
  const answer = await asked(socket, event, request);
  if (answer === null) return 'no answer';
  const [{ ok, error }] = answer;
  return ok ? 'done' : `refused, ${error.code}`;
}

export const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
