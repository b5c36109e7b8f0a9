import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RoomState } from '../src/index.js';
import { reported } from './reported.js';
import { canShareScreens, isEngaged, isInCall, maySend } from './room-capabilities.js';

/** What the commands call: the methods of `rtc-room`. */
export interface CommandedRoom {
  join(): Promise<void>;
  leave(): Promise<void>;
  close(): Promise<void>;
  setMicrophone(on?: boolean): Promise<void>;
  setCamera(on?: boolean): Promise<void>;
  shareScreen(): Promise<void>;
  stopScreen(): Promise<void>;
  readonly controller: { readonly state: RoomState };
}

interface RoomCommand {
  readonly run: (room: CommandedRoom) => Promise<void>;
  readonly enabled: (state: RoomState) => boolean;
  /** For commands that switch something: whether it is on. */
  readonly pressed?: (state: RoomState) => boolean;
}

const COMMANDS: ReadonlyMap<string, RoomCommand> = new Map<string, RoomCommand>([
  ['--join', { run: (room) => room.join(), enabled: ({ status }) => !isEngaged(status) }],
  ['--leave', { run: (room) => room.leave(), enabled: ({ status }) => isEngaged(status) }],
  ['--close', { run: (room) => room.close(), enabled: ({ status, owner }) => isInCall(status) && owner }],
  ['--retry', { run: (room) => room.join(), enabled: ({ status }) => status === 'failed' || status === 'closed' }],
  [
    '--toggle-microphone',
    {
      run: (room) => room.setMicrophone(),
      enabled: (state) => maySend(state, 'audio'),
      pressed: ({ microphone }) => microphone === 'on',
    },
  ],
  [
    '--toggle-camera',
    {
      run: (room) => room.setCamera(),
      enabled: (state) => maySend(state, 'video'),
      pressed: ({ camera }) => camera === 'on',
    },
  ],
  [
    '--toggle-screen',
    {
      run: (room) => (room.controller.state.screen === 'off' ? room.shareScreen() : room.stopScreen()),
      enabled: (state) => maySend(state, 'screen') && canShareScreens(),
      pressed: ({ screen }) => screen !== 'off',
    },
  ],
]);

/**
 * The invoker commands of a room: `<button commandfor="standup" command="--toggle-microphone">`. Runs them, and keeps
 * `aria-pressed` and `disabled` of every such button in the room's own root true to the room's state.
 */
export class RoomCommands implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement & CommandedRoom;
  readonly #late = new MutationObserver(() => this.sync());

  constructor(host: ReactiveControllerHost & HTMLElement & CommandedRoom) {
    this.#host = host;
    host.addController(this);
    host.addEventListener('command', (event) => {
      const command = COMMANDS.get((event as CommandEvent).command);
      if (command?.enabled(host.controller.state)) reported(command.run(host));
    });
  }

  hostConnected(): void {
    // Buttons may come after the room.
    const attributeFilter = ['commandfor', 'command'];
    this.#late.observe(this.#host.getRootNode(), { subtree: true, childList: true, attributeFilter });
    this.sync();
  }

  hostDisconnected(): void {
    this.#late.disconnect();
  }

  sync(): void {
    const { id, controller } = this.#host;
    const root = this.#host.getRootNode();
    if (id === '' || !(root instanceof Document || root instanceof ShadowRoot)) return;
    for (const button of root.querySelectorAll<HTMLButtonElement>(`button[commandfor="${CSS.escape(id)}"]`)) {
      const command = COMMANDS.get(button.getAttribute('command') ?? '');
      if (command === undefined) continue;
      const disabled = !command.enabled(controller.state);
      if (button.disabled !== disabled) button.disabled = disabled;
      const pressed = command.pressed && String(command.pressed(controller.state));
      if (pressed !== undefined && button.ariaPressed !== pressed) button.ariaPressed = pressed;
    }
  }
}

/**
 * Stands in for invoker commands where the browser has none: a click on `button[commandfor]` becomes the
 * `command` event on the room. Other targets and the built-in commands are left alone.
 */
export function listenForInvokers(document: Document): void {
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented) return;
    const inside = event
      .composedPath()
      .find((node) => node instanceof HTMLButtonElement && node.hasAttribute('commandfor'));
    if (!(inside instanceof HTMLButtonElement)) return;
    const command = inside.getAttribute('command') ?? '';
    const root = inside.getRootNode();
    if (!COMMANDS.has(command) || !(root instanceof Document || root instanceof ShadowRoot)) return;
    const room = root.getElementById(inside.getAttribute('commandfor') ?? '');
    room?.dispatchEvent(Object.assign(new Event('command', { cancelable: true }), { command, source: inside }));
  });
}
