import { ContextProvider } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import {
  RoomController,
  type ChatLine,
  type Participant,
  type RoomState,
  type RoomStatus,
  type RtcError,
  type RtcErrorEvent,
  type Transfer,
} from '../src/index.js';
import { Attendance } from './attendance.js';
import { BuiltInCall } from './built-in-call.js';
import { Composition } from './composition.js';
import { failureStyles } from './failure-styles.js';
import { Presence } from './presence.js';
import { reported } from './reported.js';
import { announcements } from './room-announcements.js';
import { RoomCommands } from './room-commands.js';
import { roomContext } from './room-context.js';
import { oneself } from './room-capabilities.js';
import { configChanged } from './room-config-element.js';
import { failureBar } from './room-failure.js';
import { RoomMethodsElement } from './room-methods-element.js';
import { roomStyles } from './rtc-room-styles.js';
import { Slice } from './slice.js';
import { StateAttributes } from './state-attributes.js';
import { text } from './strings.js';
import { themeStyles } from './theme-styles.js';

/**
 * A room: joins it, holds its connections, and is what the other elements show. Without children it is a complete call.
 *
 * @attr name - room id, 1–128 characters
 * @attr name-from - `hash`, `query:KEY` or `url`: the room id is in the page's address; `name` where it is not
 * @attr auto-join - joins as soon as the element is in the page and knows its name
 * @attr server - URL of the signaling service; by default where the script came from
 * @attr entry - `open-or-join` (default), `open` or `join`, which waits for somebody to open the room
 * @attr session, direction, max-participants - what the room is for, who sends to whom and how many people it holds,
 *   said by who opens it
 * @attr listed, waiting-room, close-with-owner - the opener's too: the public list it is in; newcomers wait to be
 *   admitted; the room closes when its owner leaves
 * @attr history - how many lines of the chat this member tells a newcomer; 100 by default
 * @attr password - said by who opens the room and by who joins it; live for its owner
 * @attr ticket - made by `createTicket()` of somebody in the room: stands for the password and for being admitted
 * @attr same-visitor - `allow` (default) or `replace`: what becomes of this visitor's membership in another tab
 * @attr reachable-as - the name this visitor can be called under while the element is in the page
 * @attr display-name, extra - text; JSON of at most 8 KiB
 * @attr start-muted, no-capture, microphone, camera, resolution, frame-rate - what is captured, and how; live but for the first two
 * @attr bandwidth, codecs - `audio=64 video=800 screen=2500` in kbit/s, live; `video=VP9 audio=opus/music`
 * @attr quality - `auto` (default): no more than tiles, lines and machines need; `full`: all of it
 * @attr speaker - device id: where the others are heard
 * @attr ice-servers, ice-transport-policy - JSON; `all` (default) or `relay`
 * State: `state`, `participant-count`, `owner`, `hand`, `microphone-state`, `camera-state`,
 *   `screen-state`, `error`, `active-speaker` (user id).
 * @slot - the page's own call instead of the built-in one
 * @slot questions - of a composed call: instead of the bars that ask to answer a call, for a password, to wait
 * @csspart call, stage, videos, controls, panel, screen, title, notice, failure - of the built-in call
 * @cssproperty --rtc-surface, --rtc-accent, … - see `theme-styles.ts`
 */
export class RtcRoomElement extends RoomMethodsElement {
  static override styles = [themeStyles, failureStyles, roomStyles];
  /** Where the script came from: the service unless `server` names another. Set by `define.ts`. */
  static serverOrigin: string | undefined;

  static createController(eventTarget: EventTarget): RoomController {
    return new RoomController({ eventTarget });
  }

  override readonly controller = (this.constructor as typeof RtcRoomElement).createController(this);

  @state() private announcement = '';
  /** The error the page has shown by itself. */
  @state() private handledError: RtcError | undefined;

  readonly #internals = this.attachInternals();
  readonly #states = new StateAttributes(this, this.#internals);
  readonly #commands = new RoomCommands(this);
  readonly #attendance = new Attendance(this);
  readonly #presence: Presence;
  readonly #call = new BuiltInCall(this);
  readonly #drawn = new Slice();
  readonly #composition = new Composition(this);
  #snapshot = this.controller.state;

  constructor() {
    super();
    new ContextProvider(this, { context: roomContext, initialValue: this.controller });
    this.#presence = new Presence(this, {
      entered: (signal) => this.#entered(signal),
      departed: () => this.#attendance.end(),
      returned: () => this.requestUpdate(),
    });
    this.controller.addEventListener('change', () => this.#changed());
    this.addEventListener('rtc-error', (event) => this.#failed(event));
  }

  /** The word of the `state` attribute; the whole snapshot is `controller.state`. */
  get state(): RoomStatus {
    return this.controller.state.status;
  }

  get participants(): readonly Participant[] {
    return this.controller.state.participants;
  }

  get messages(): readonly ChatLine[] {
    return this.controller.state.messages;
  }

  get transfers(): readonly Transfer[] {
    return this.controller.state.transfers;
  }

  get error(): RtcError | undefined {
    return this.controller.state.error;
  }

  /** With this callback the browser's `moveBefore` takes the element neither out nor in: the call goes on. */
  connectedMoveCallback(): void {
    this.#commands.hostDisconnected();
    this.#commands.hostConnected();
  }

  protected override get told(): RoomController {
    this.#configure();
    return this.controller;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Out of the page, only what was in it before is kept up to date. A page that goes leaves, which changes the state and
    // comes here: who joined then would be a ghost until the service misses it.
    const { isHere } = this.#presence;
    if (this.#attendance.isConfigured ? configChanged(changed) : isHere) this.#configure();
    if (isHere) this.#attendance.autoJoin();
  }

  /** A room is drawn when its built-in call is, if it has one. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#call.loaded;
    return super.getUpdateComplete();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#composition.composed) this.#internals.states.delete('complete');
    else this.#internals.states.add('complete');
  }

  protected override render(): TemplateResult {
    return html`
      <div class="unseen" role="status" aria-live="polite">${this.announcement}</div>
      ${this.#composition.composed ? this.#renderComposed() : this.#call.render()}
    `;
  }

  #renderComposed(): TemplateResult {
    const { status, error, calls } = this.controller.state;
    const unhandled = status === 'failed' && error !== this.handledError;
    const locked = unhandled && error?.code === 'room/password';
    const asks = locked || status === 'waiting' || calls.length > 0;
    return html`<slot></slot> ${asks ? html`<slot name="questions">${this.#call.renderQuestions()}</slot>` : nothing}
      ${unhandled && !locked ? failureBar(text('room.failed'), error, () => reported(this.join())) : nothing}`;
  }

  #configure(): void {
    this.#attendance.configure((this.constructor as typeof RtcRoomElement).serverOrigin);
  }

  #entered(signal: AbortSignal): void {
    const follow = (): void => this.requestUpdate('nameFrom');
    window.addEventListener('hashchange', follow, { signal });
    window.addEventListener('popstate', follow, { signal });
    this.#writeState();
    // Whoever was away is configured anew.
    this.requestUpdate();
  }

  #changed(): void {
    const previous = this.#snapshot;
    const next = this.controller.state;
    this.#snapshot = next;
    this.#writeState();
    this.#commands.sync();
    const sentences = announcements(previous, next);
    if (sentences.length > 0) this.announcement = sentences.join(' ');
    if (this.#drawn.take([next.status, next.error, next.calls, ...this.#call.slice(next)])) this.requestUpdate();
  }

  #writeState(): void {
    const room: RoomState = this.controller.state;
    this.#states.write({
      state: room.status,
      'participant-count': room.participants.length,
      owner: room.owner,
      hand: oneself(room)?.hand === true,
      'microphone-state': room.microphone,
      'camera-state': room.camera,
      'screen-state': room.screen,
      error: room.error?.code,
      'active-speaker': room.activeSpeaker,
    });
  }

  /** Whether a page has handled the error is known when all its listeners have run. */
  #failed(event: RtcErrorEvent): void {
    if (event.target !== this) return;
    queueMicrotask(() => {
      if (event.defaultPrevented) this.handledError = event.error;
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-room': RtcRoomElement;
  }
}
