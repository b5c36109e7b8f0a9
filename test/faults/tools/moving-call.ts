import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ConnectionHappening } from '../../../src/index.js';
import { inboundFlows, untilSeenAndHeard, type Flow } from '../../e2e/flows.js';
import type { Stage } from '../../e2e/stage.js';
import { LIGHT, Visitor } from '../../e2e/visitor.js';
import { BrowserElsewhere } from './browser-elsewhere.js';
import { Networks, SERVICE_ADDRESS } from './networks.js';
import { PageMemory, type Kept } from './page-memory.js';
import { ServiceProcess } from './service-process.js';
import { within } from './within.js';

declare global {
  interface Window {
    /** What happened to the connections of this page. */
    happened: string[];
    /** Since when by its clock the browser lets pages know of the address they have now. */
    knownAtMs: number | undefined;
  }
}

/** A call of two, one of whom can move to another network. */
export class MovingCall {
  readonly networks: Networks;
  readonly mover: Visitor;
  readonly stayer: Visitor;
  /** Of both pages. */
  readonly #memories: readonly PageMemory[];

  private constructor(networks: Networks, mover: Visitor, stayer: Visitor, memories: readonly PageMemory[]) {
    this.networks = networks;
    this.#memories = memories;
    this.mover = mover;
    this.stayer = stayer;
  }

  /** Both see and hear each other when it resolves. `before` runs in the pages before they join. */
  static async begin(t: TestContext, stage: Stage, before: () => void = () => undefined): Promise<MovingCall> {
    const networks = await Networks.create(t);
    const service = await ServiceProcess.start(t, { HOST: '0.0.0.0' }, Networks.in(networks.staying));
    const server = `http://${SERVICE_ADDRESS}:${service.port}`;
    const people: Visitor[] = [];
    const memories: PageMemory[] = [];
    for (const namespace of [networks.staying, networks.moving]) {
      const browser = await BrowserElsewhere.open(t, stage, namespace);
      const page = await browser.page('controller.html');
      memories.push(await PageMemory.of(page));
      const person = Visitor.on(page);
      await person.run(before, null);
      await person.make({ ...LIGHT, name: 'moving', server });
      await person.run(noteHappenings, null);
      await person.run(() => window.room.join(), null);
      people.push(person);
    }
    const [stayer, mover] = people as [Visitor, Visitor];
    await Promise.all([untilSeenAndHeard(stayer, [mover]), untilSeenAndHeard(mover, [stayer])]);
    return new MovingCall(networks, mover, stayer, memories);
  }

  /** Does `act` and resolves with how many milliseconds after it all four flows go on again. */
  async untilBack(limitMs: number, act: () => Promise<void>): Promise<number> {
    await act();
    const before = await this.#flows();
    return within(
      limitMs,
      'pictures and sound to come again, both ways',
      () => this.#flows(),
      (now) => [...before].every(([name, count]) => (now.get(name) ?? 0) > count + 2),
    );
  }

  /** Moves, and resolves as `untilBack` does, and with how long the browser of whoever moved knew its address by then. */
  async untilBackElsewhere(limitMs: number): Promise<{ readonly backMs: number; readonly knownForMs: number }> {
    const backMs = await this.untilBack(limitMs, async () => {
      await this.networks.move();
      await this.mover.run(askForAddress, this.networks.address);
    });
    const knownForMs = await this.mover.run(() => performance.now() - (window.knownAtMs ?? performance.now()), null);
    return { backMs, knownForMs };
  }

  /** What happened to the connection since `mark`, as both sides saw it. */
  async happened(): Promise<string[]> {
    const both = await Promise.all([this.mover, this.stayer].map((person) => person.run(() => window.happened, null)));
    return both.flat();
  }

  /** From now on. */
  async mark(): Promise<void> {
    for (const person of [this.mover, this.stayer]) await person.run(() => void (window.happened.length = 0), null);
  }

  /** What each of the two pages keeps alive now. */
  kept(): Promise<readonly Kept[]> {
    return Promise.all(this.#memories.map((memory) => memory.kept()));
  }

  /** Nobody has left, come, or got another tile. */
  async assertSameCall(): Promise<void> {
    for (const person of [this.mover, this.stayer]) {
      assert.equal((await person.state()).participants.length, 2);
      const told = await person.run(() => window.heard.map(({ type }) => type), null);
      assert.ok(!told.includes('rtc-participant-left') && !told.includes('rtc-stream-removed'), told.join(' '));
      assert.equal(told.filter((type) => type === 'rtc-joined').length, 1);
    }
  }

  async #flows(): Promise<ReadonlyMap<string, number>> {
    const flows = await Promise.all([this.mover, this.stayer].map((person) => inboundFlows(person)));
    assert.deepEqual(
      flows.map(({ length }) => length),
      [2, 2],
    );
    return new Map(flows.flatMap((own, to) => own.map((flow: Flow) => [`${flow.kind} to ${to}`, flow.count] as const)));
  }
}

/** In the page, between the room's making and its joining. */
function noteHappenings(): void {
  window.happened = [];
  const note = (what: string): void => void window.happened.push(what);
  const connectionHappened = (happening: ConnectionHappening): void => {
    switch (happening.type) {
      case 'opened':
        note('opened');
        return;
      case 'local-description':
        note(happening.description.type);
        return;
      case 'ice-restart':
        note(`restart ${happening.reason}`);
        return;
      case 'state':
        note(happening.state);
        return;
      case 'remote-description':
      case 'negotiation-started':
      case 'negotiation-completed':
        return;
      default:
        happening satisfies never;
    }
  };
  window.room.configure({ hooks: { connectionHappened } });
}

/** In the page, apart from its call: asks the browser again and again until it knows this address. */
function askForAddress(wanted: string): void {
  window.knownAtMs = undefined;
  const ask = async (): Promise<void> => {
    while (window.knownAtMs === undefined) {
      const probe = new RTCPeerConnection();
      probe.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate?.address === wanted) window.knownAtMs ??= performance.now();
      });
      probe.createDataChannel('');
      await probe.setLocalDescription();
      await new Promise((resolve) => setTimeout(resolve, 100));
      probe.close();
    }
  };
  void ask();
}
