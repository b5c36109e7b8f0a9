import type { PropertyValues, TemplateResult } from 'lit';
import type { RoomState } from '../src/index.js';
import { failureStyles } from './failure-styles.js';
import { LazyViewElement } from './lazy-view-element.js';
import type * as participantsView from './participants-view.js';
import { isInCall } from './room-capabilities.js';
import { themeStyles } from './theme-styles.js';

/**
 * The people of a room, by name: who they are, and for those who may, letting people in, muting, removing, roles and
 * the lock.
 *
 * State: `count` (people in the room).
 * @slot empty - shown while nobody is there
 * @csspart list - the people
 * @csspart person - one of them
 * @csspart name, role, note - the name, what they may do here, what is special about them now
 * @csspart actions - what can be done about them
 * @csspart waiting - those who wait to be let in
 * @csspart room - what can be done about the room
 */
export class RtcParticipantsElement extends LazyViewElement<typeof participantsView> {
  static override styles = [themeStyles, failureStyles];

  protected override slice(room: RoomState): readonly unknown[] {
    return [room.participants, room.waiting, room.locked, isInCall(room.status)];
  }

  protected override fetchScript(): Promise<typeof participantsView> {
    return import('./participants-view.js');
  }

  protected override draw({ renderParticipants }: typeof participantsView): TemplateResult {
    return renderParticipants(this.roomState, this.controller);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.states.write({ count: this.roomState.participants.length });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-participants': RtcParticipantsElement;
  }
}
