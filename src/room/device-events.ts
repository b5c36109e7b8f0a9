import type { DeviceLists } from '../media/device-list.js';
import { RoomEvent } from './room-event.js';

/** Which devices there are: once they have names, and whenever one comes or goes. */
export class RtcDevicesChangeEvent extends RoomEvent<DeviceLists> {
  static readonly type = 'rtc-devices-change';
  constructor(devices: DeviceLists) {
    super(RtcDevicesChangeEvent.type, devices);
  }
}
