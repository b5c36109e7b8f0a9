import type { JoinOptions, RoomController } from '../src/index.js';
import { RoomConfigElement } from './room-config-element.js';

type Given<Method extends keyof RoomController> = RoomController[Method] extends (...given: infer G) => unknown
  ? G
  : never;
type Result<Method extends keyof RoomController> = RoomController[Method] extends (...given: never[]) => infer R
  ? R
  : never;

/** The methods of `rtc-room`: those of its controller, which knows what the page has said wherever that matters. */
export abstract class RoomMethodsElement extends RoomConfigElement {
  /** What the element shows and steers, the same for as long as it lives. */
  abstract readonly controller: RoomController;
  /** The controller, told of what was set in this very task. */
  protected abstract readonly told: RoomController;

  /** Resolves at admission. Joining twice is one join. Rejects with `room/…`, `signaling/…`, or the signal's reason. */
  join(options?: JoinOptions): Promise<void> {
    return this.told.join(options);
  }

  leave(): Promise<void> {
    return this.controller.leave();
  }

  /** Ends the room for everybody. */
  close(): Promise<void> {
    return this.controller.close();
  }

  send(...given: Given<'send'>): Promise<void> {
    return this.controller.send(...given);
  }

  sendFile(...given: Given<'sendFile'>): Promise<void> {
    return this.controller.sendFile(...given);
  }

  acceptFile(transferId: string): Promise<void> {
    return this.controller.acceptFile(transferId);
  }

  declineFile(transferId: string): Promise<void> {
    return this.controller.declineFile(transferId);
  }

  cancelFile(transferId: string): Promise<void> {
    return this.controller.cancelFile(transferId);
  }

  setMicrophone(on?: boolean): Promise<void> {
    return this.controller.setMicrophone(on);
  }

  setCamera(on?: boolean): Promise<void> {
    return this.controller.setCamera(on);
  }

  shareScreen(...given: Given<'shareScreen'>): Promise<void> {
    return this.controller.shareScreen(...given);
  }

  stopScreen(): Promise<void> {
    return this.controller.stopScreen();
  }

  setDisplayName(text: string): Promise<void> {
    return this.controller.setDisplayName(text);
  }

  setExtra(value: unknown): Promise<void> {
    return this.controller.setExtra(value);
  }

  setPassword(text: string): Promise<void> {
    return this.controller.setPassword(text);
  }

  setLocked(on?: boolean): Promise<void> {
    return this.controller.setLocked(on);
  }

  setRole(...given: Given<'setRole'>): Promise<void> {
    return this.controller.setRole(...given);
  }

  raiseHand(on?: boolean): Promise<void> {
    return this.controller.raiseHand(on);
  }

  lowerHand(userId: string): Promise<void> {
    return this.controller.lowerHand(userId);
  }

  admit(userId: string): Promise<void> {
    return this.controller.admit(userId);
  }

  deny(userId: string): Promise<void> {
    return this.controller.deny(userId);
  }

  eject(...given: Given<'eject'>): Promise<void> {
    return this.controller.eject(...given);
  }

  requestMute(...given: Given<'requestMute'>): Promise<void> {
    return this.controller.requestMute(...given);
  }

  transferOwnership(userId: string): Promise<void> {
    return this.controller.transferOwnership(userId);
  }

  disconnectFrom(userId: string): Promise<void> {
    return this.controller.disconnectFrom(userId);
  }

  reconnectTo(userId: string): Promise<void> {
    return this.controller.reconnectTo(userId);
  }

  checkPresence(...given: Given<'checkPresence'>): Result<'checkPresence'> {
    return this.told.checkPresence(...given);
  }

  listRooms(...given: Given<'listRooms'>): Result<'listRooms'> {
    return this.told.listRooms(...given);
  }

  /** Calls whoever is reachable under `name`. Resolves in the private room of the two. Rejects with `call/…`. */
  call(...given: Given<'call'>): Promise<void> {
    return this.told.call(...given);
  }

  answer(callId: string): Promise<void> {
    return this.told.answer(callId);
  }

  decline(callId: string): Promise<void> {
    return this.controller.decline(callId);
  }
}
