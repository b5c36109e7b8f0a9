import { expect } from '../../test/browser/expect.js';
import { become, heard, idOf, RoomsOnStage, seen, untilConnected } from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';

describe('liveness', () => {
  let stage: RoomsOnStage;

  before(() => {
    stage = new RoomsOnStage(serviceUrl());
  });

  afterEach(() => stage.clear());

  it('a connection that answers no more is told of while both stay in the room, and made anew', async function () {
    this.timeout(60_000);
    const [ada, ben] = await stage.together(2);
    if (ada === undefined || ben === undefined) throw new Error('nobody there');
    await untilConnected(ada, ben);
    const states = heard<{ userId: string; state: string }>(ada, 'rtc-connection-change');
    const left = heard(ada, 'rtc-participant-left');
    const before = ada.connectionTo(idOf(ben));
    // Nothing of ben’s answers there any more, and the room at ben’s does not know.
    ben.connectionTo(idOf(ada))?.close();
    await become(ada, () => seen(ada, ben)?.connection !== 'connected', 'not connected any more');
    expect(states[0]?.userId).to.equal(idOf(ben));
    await become(ada, () => seen(ada, ben)?.connection === 'connected', 'connected anew');
    expect(ada.connectionTo(idOf(ben))).not.to.equal(before);
    expect(left).to.deep.equal([]);
  });
});
