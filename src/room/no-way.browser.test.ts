import { expect } from '../../test/browser/expect.js';
import { become, heard, RoomsOnStage, untilConnected } from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import { until } from '../../test/browser/until.js';
import type { RtcError } from '../protocol/index.js';

const stage = new RoomsOnStage(serviceUrl());

describe('no way to somebody', () => {
  afterEach(() => stage.clear());

  it('is said as long as it is so, and no longer when one was found after all', async function () {
    this.timeout(90_000);
    // Only a relay will do, and there is none.
    const [ada, ben] = await stage.together(2, { iceTransportPolicy: 'relay' });
    const told = heard<RtcError>(ada!, 'rtc-error');
    // A quarter of a minute until a first connection is given up, and what a busy machine adds.
    await until(ada!, 'change', () => ada!.state.error !== undefined, 'no way', { timeoutMs: 50_000 });
    expect(ada!.state.error?.code).to.equal('connection/no-route');
    for (const person of [ada!, ben!]) person.configure({ iceTransportPolicy: 'all' });
    await until(ada!, 'change', () => ada!.state.participants[1]?.connection === 'connected', 'connected', {
      timeoutMs: 50_000,
    });
    await untilConnected(ada!, ben!);
    await become(ada!, () => ada!.state.error === undefined, 'no error');
    expect(told.map(({ code }) => code)).to.deep.equal(['connection/no-route']);
  });
});
