import type { JoinOptions, RoomController, Streams } from '../src/index.js';
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

  request(...given: Given<'request'>): Promise<unknown> {
    return this.controller.request(...given);
  }

  respond(...given: Given<'respond'>): void {
    this.controller.respond(...given);
  }

  setTyping(...given: Given<'setTyping'>): Promise<void> {
    return this.controller.setTyping(...given);
  }

  markRead(): Promise<void> {
    return this.controller.markRead();
  }

  removeMessage(id: string): Promise<void> {
    return this.controller.removeMessage(id);
  }

  sendFile(...given: Given<'sendFile'>): Promise<readonly string[]> {
    return this.controller.sendFile(...given);
  }

  acceptFile(...given: Given<'acceptFile'>): Promise<void> {
    return this.controller.acceptFile(...given);
  }

  declineFile(transferId: string): Promise<void> {
    return this.controller.declineFile(transferId);
  }

  pauseFile(transferId: string): Promise<void> {
    return this.controller.pauseFile(transferId);
  }

  resumeFile(transferId: string): Promise<void> {
    return this.controller.resumeFile(transferId);
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

  pauseScreen(...given: Given<'pauseScreen'>): Promise<void> {
    return this.controller.pauseScreen(...given);
  }

  resumeScreen(): Promise<void> {
    return this.controller.resumeScreen();
  }

  cropScreen(...given: Given<'cropScreen'>): Promise<void> {
    return this.controller.cropScreen(...given);
  }

  moveCrop(...given: Given<'moveCrop'>): Promise<void> {
    return this.controller.moveCrop(...given);
  }

  useDevices(...given: Given<'useDevices'>): Promise<void> {
    return this.controller.useDevices(...given);
  }

  setVolume(...given: Given<'setVolume'>): Promise<void> {
    return this.controller.setVolume(...given);
  }

  /** Everything anybody in the room offers, one's own included. */
  get streams(): Streams {
    return this.controller.streams;
  }

  publish(...given: Given<'publish'>): Promise<string> {
    return this.controller.publish(...given);
  }

  unpublish(idOrSource: string): Promise<void> {
    return this.controller.unpublish(idOrSource);
  }

  replaceTrack(...given: Given<'replaceTrack'>): Promise<void> {
    return this.controller.replaceTrack(...given);
  }

  resetTrack(...given: Given<'resetTrack'>): Promise<void> {
    return this.controller.resetTrack(...given);
  }

  applyConstraints(...given: Given<'applyConstraints'>): Promise<void> {
    return this.controller.applyConstraints(...given);
  }

  hold(...given: Given<'hold'>): Promise<void> {
    return this.controller.hold(...given);
  }

  unhold(...given: Given<'unhold'>): Promise<void> {
    return this.controller.unhold(...given);
  }

  setReceiving(...given: Given<'setReceiving'>): Promise<void> {
    return this.controller.setReceiving(...given);
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

  createTicket(...given: Given<'createTicket'>): Promise<string> {
    return this.controller.createTicket(...given);
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

  getStats(...given: Given<'getStats'>): Result<'getStats'> {
    return this.controller.getStats(...given);
  }

  /** A `Blob` of somebody's newest picture, one's own by default. */
  takeSnapshot(...given: Given<'takeSnapshot'>): Result<'takeSnapshot'> {
    return this.controller.takeSnapshot(...given);
  }

  setBandwidth(...given: Given<'setBandwidth'>): Promise<void> {
    return this.controller.setBandwidth(...given);
  }

  watchLevels(...given: Given<'watchLevels'>): Promise<void> {
    return this.controller.watchLevels(...given);
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
