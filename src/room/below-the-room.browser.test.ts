import { expect } from '../../test/browser/expect.js';
import { become, idOf, RoomsOnStage, untilConnected } from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import {
  setLogger,
  type ConnectionHappening,
  type LogFields,
  type RoomController,
  type RoomHooks,
  type RoomOptions,
} from '../index.js';

const stage = new RoomsOnStage(serviceUrl());

/** Two people, the second of whom has these hooks and comes later. */
async function pair(hooks: RoomOptions['hooks'], options: RoomOptions = {}): Promise<[RoomController, RoomController]> {
  const name = `below-${crypto.randomUUID()}`;
  const [ada, ben] = [stage.room({ name, ...options }), stage.room({ name, ...options, hooks })];
  await ada.join();
  await ben.join();
  return [ada, ben];
}

function connection(one: RoomController, other: RoomController): RTCPeerConnection {
  const found = one.connectionTo(idOf(other));
  if (found === undefined) throw new Error('no connection');
  return found;
}

/** The text that sockets of this page send from now until the answer is called. */
function whatSocketsSay(): () => readonly string[] {
  const said: string[] = [];
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (frame): void {
    if (typeof frame === 'string') said.push(frame);
    send.call(this, frame);
  };
  return () => {
    WebSocket.prototype.send = send;
    return said;
  };
}

describe('below the room a page', () => {
  afterEach(async () => {
    setLogger(undefined);
    await stage.clear();
  });

  it('gets at the connection with each person', async () => {
    const [ada, ben] = await pair(undefined);
    await untilConnected(ada, ben);
    expect(connection(ada, ben)).to.be.instanceOf(RTCPeerConnection);
    expect(connection(ada, ben).connectionState).to.equal('connected');
    expect(ada.connectionTo('nobody')).to.equal(undefined);
    expect(ada.connectionTo(idOf(ada))).to.equal(undefined);
  });

  it('changes what connections are made with: servers, policies, size of the pool', async () => {
    const given: RTCConfiguration[] = [];
    const [ada, ben] = await pair({
      configuration: async (configuration) => {
        given.push(configuration);
        await Promise.resolve();
        const iceServers = [{ urls: 'stun:127.0.0.1:9' }];
        return { ...configuration, iceServers, bundlePolicy: 'balanced', iceCandidatePoolSize: 2 };
      },
    });
    await untilConnected(ada, ben);
    expect(given[0]).to.include({ iceTransportPolicy: 'all', bundlePolicy: 'max-bundle' });
    const made = connection(ben, ada).getConfiguration();
    expect(made).to.include({ bundlePolicy: 'balanced', iceCandidatePoolSize: 2 });
    expect(made.iceServers?.map(({ urls }) => urls).flat()).to.deep.equal(['stun:127.0.0.1:9']);
    expect(connection(ada, ben).getConfiguration().bundlePolicy).to.equal('max-bundle');
  });

  it('is connected all the same when its configuration fails', async () => {
    const [ada, ben] = await pair({ configuration: () => Promise.reject(new Error('the page’s own')) });
    await untilConnected(ada, ben);
  });

  it('changes the description of the other side before the browser gets it, and knows whose it is', async () => {
    const told: string[] = [];
    const [ada, ben] = await pair({
      remoteDescription: ({ type, sdp = '' }, userId) => {
        told.push(`${type} of ${userId}`);
        return { type, sdp: sdp.replace(/^a=max-message-size:.*$/m, 'a=max-message-size:12345') };
      },
    });
    await untilConnected(ada, ben);
    expect(told).to.deep.equal([`answer of ${idOf(ada)}`]);
    expect(connection(ben, ada).sctp?.maxMessageSize).to.equal(12_345);
    expect(connection(ada, ben).sctp?.maxMessageSize).to.be.above(12_345);
  });

  it('is told of every step of a negotiation and every state of a connection, in their order', async () => {
    const happened: ConnectionHappening[] = [];
    const [ada, ben] = await pair({ connectionHappened: (happening) => happened.push(happening) });
    await untilConnected(ada, ben);
    const types = happened.map((happening) => (happening.type === 'state' ? happening.state : happening.type));
    expect(types.filter((type) => type !== 'connecting')).to.deep.equal([
      'opened',
      'negotiation-started',
      'local-description',
      'remote-description',
      'negotiation-completed',
      'connected',
    ]);
    expect(new Set(happened.map(({ userId }) => userId))).to.deep.equal(new Set([idOf(ada)]));
    const [opened] = happened;
    expect(opened?.type === 'opened' && opened.connection).to.equal(connection(ben, ada));
    const ours = happened.find(({ type }) => type === 'local-description');
    expect(ours?.type === 'local-description' && ours.description.sdp).to.match(/^v=0/);
    happened.length = 0;
    const userId = idOf(ada);
    await ada.leave();
    await become(ben, () => ben.state.participants.length === 1, 'alone');
    expect(happened).to.deep.equal([{ type: 'state', userId, state: 'closed' }]);
  });

  it('hears from the logger it has set, without addresses and without what anybody wrote, and otherwise nothing', async () => {
    const lines: { message: string; fields: LogFields }[] = [];
    const note = (message: string, fields: LogFields): void => void lines.push({ message, fields });
    setLogger({ debug: note, info: note, warn: note });
    const [ada, ben] = await pair(undefined);
    await untilConnected(ada, ben);
    expect(lines.map(({ message }) => message)).to.include.members(['connection opened', 'connection state']);
    const written = JSON.stringify(lines);
    expect(written).to.include(idOf(ada));
    expect(written).not.to.match(/candidate:|v=0|127\.0\.0\.1/);
    setLogger(undefined);
    const before = lines.length;
    await ben.leave();
    await become(ada, () => ada.state.participants.length === 1, 'alone');
    expect(lines.length).to.equal(before);
  });

  it('sends a description with all candidates at once when trickling is off', async () => {
    const described: string[] = [];
    // As it comes: what the connection makes of it also has the candidates that come later.
    const remoteDescription: RoomHooks['remoteDescription'] = (description) => {
      described.push(description.sdp ?? '');
      return description;
    };
    const said = whatSocketsSay();
    const [ada, ben] = await pair({ remoteDescription }, { trickle: 'off', hooks: { remoteDescription } });
    await untilConnected(ada, ben);
    expect(described.length).to.equal(2);
    for (const sdp of described) expect(sdp).to.match(/^a=candidate:/m);
    const written = said().join('\n');
    expect(written).to.include('"kind":"description"');
    expect(written).not.to.include('"kind":"candidates"');
  });

  it('is told of, and takes, only the candidates it names', async () => {
    const [ada, ben] = await pair(undefined, { candidates: 'host udp' });
    await untilConnected(ada, ben);
    const sdp = connection(ada, ben).remoteDescription?.sdp ?? '';
    const candidates = sdp.match(/^a=candidate:.*$/gm) ?? [];
    expect(candidates.every((line) => / udp /i.test(line) && line.includes('typ host'))).to.equal(true);
  });
});
