import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { RtcParticipantChangeEvent } from '../../../src/room/people-events.js';
import type { Stage } from '../../e2e/stage.js';
import type { Visitor } from '../../e2e/visitor.js';
import { caller } from './caller.js';
import { RawMember } from './raw-member.js';
import { ServiceProcess } from './service-process.js';
import { TcpProxy } from './tcp-proxy.js';
import { within } from './within.js';

declare global {
  interface Window {
    /** What somebody was called, one after the other. */
    names: string[];
  }
}

const LINES = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`);

/** A page and a raw socket behind a proxy, and somebody who is not. */
export class MissedLines {
  readonly proxy: TcpProxy;
  readonly raw: RawMember;
  readonly page: Visitor;
  readonly talker: RawMember;

  private constructor(proxy: TcpProxy, raw: RawMember, page: Visitor, talker: RawMember) {
    this.proxy = proxy;
    this.raw = raw;
    this.page = page;
    this.talker = talker;
  }

  static async begin(stage: Stage, t: TestContext): Promise<MissedLines> {
    const service = await ServiceProcess.start(t);
    const proxy = await TcpProxy.start(t, service.port);
    const talker = await RawMember.join(t, service.url, 'lines');
    const raw = await RawMember.join(t, proxy.url, 'lines');
    const { visitor } = await caller(stage, t, { name: 'lines', server: proxy.url, noCapture: true });
    await visitor.run(noteNames, null);
    const missed = new MissedLines(proxy, raw, visitor, talker);
    await within(
      2_000,
      'the page to be seen',
      () => talker.roster.members.length,
      (count) => count === 3,
    );
    return missed;
  }

  /** A hundred numbered events, each acknowledged. */
  async say(): Promise<void> {
    for (const line of LINES) await this.talker.rename(line);
  }

  /** Resolves with how long it took until both had heard everything. */
  async untilHeard(limitMs: number): Promise<number> {
    const names = () => this.page.run(() => window.names.length, null);
    const [raw, page] = await Promise.all([
      within(
        limitMs,
        'the raw socket to be level',
        () => this.raw.sequence,
        (last) => last >= this.talker.sequence,
      ),
      within(limitMs, 'the page to be level', names, (count) => count >= LINES.length),
    ]);
    return Math.max(raw, page);
  }

  /** Each line once, in order, for both; and nobody thought that anybody had left. */
  async assertComplete(): Promise<void> {
    const { raw, page, talker } = this;
    assert.deepEqual(
      raw.events.flatMap((event) =>
        event.type === 'participant-changed' && event.member.userId === talker.userId ? event.member.displayName : [],
      ),
      LINES,
    );
    assert.deepEqual(await page.run(() => window.names, null), LINES);
    assert.deepEqual([raw.complaints, talker.complaints, raw.snapshots, raw.ended], [[], [], 0, null]);
    assert.deepEqual(
      talker.events.filter(({ type }) => type === 'participant-left'),
      [],
    );
    assert.equal(talker.events.filter(({ type }) => type === 'participant-joined').length, 2);
  }
}

/** In the page: a note of each new name of anybody else. */
function noteNames(): void {
  window.names = [];
  window.room.addEventListener('rtc-participant-change', (event) => {
    const { participant, changed } = (event as Event & Pick<RtcParticipantChangeEvent, 'detail'>).detail;
    if (!participant.self && changed.includes('displayName')) window.names.push(participant.displayName);
  });
}
