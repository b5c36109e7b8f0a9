import { expectAccessible } from './accessibility.js';
import { expect } from './expect.js';
import { serviceUrl } from './service-url.js';
import { until, untilAttribute, untilEvent } from './until.js';

async function rejection(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return String(error);
  }
  return 'resolved';
}

describe('the browser harness', () => {
  it('waits for an event that is accepted and no other', async () => {
    const target = new EventTarget();
    const second = untilEvent<CustomEvent<number>>(target, 'count', (event) => event.detail === 2);
    target.dispatchEvent(new CustomEvent('count', { detail: 1 }));
    target.dispatchEvent(new CustomEvent('count', { detail: 2 }));
    expect((await second).detail).to.equal(2);
  });

  it('says which event did not come', async () => {
    const waiting = untilEvent(new EventTarget(), 'never', undefined, { timeoutMs: 1 });
    expect(await rejection(waiting)).to.include('event "never"');
  });

  it('asks for a state at once and after every event', async () => {
    const target = new EventTarget();
    let count = 0;
    await until(target, 'change', () => count === 0);
    const counted = until(target, 'change', () => count === 2);
    for (count of [1, 2]) target.dispatchEvent(new Event('change'));
    await counted;
  });

  it('waits for an attribute', async () => {
    const element = document.createElement('div');
    const joined = untilAttribute(element, 'state', 'joined');
    element.setAttribute('state', 'joined');
    await joined;
    const gone = untilAttribute(element, 'state', null, { timeoutMs: 1 });
    expect(await rejection(gone)).to.include('which is joined');
  });

  it('finds an accessibility fault inside a shadow tree', async () => {
    const host = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(document.createElement('button'));
    document.body.append(host);
    expect(await rejection(expectAccessible(host))).to.include('button-name');
    host.shadowRoot?.querySelector('button')?.append('Leave');
    await expectAccessible(host);
    host.remove();
  });

  it('has a live service', async () => {
    const response = await fetch(`${serviceUrl()}/rtc-elements.js`, { method: 'HEAD' });
    expect(response.status).to.be.lessThan(500);
  });
});
