import { RoomController } from '/core.js';
import { listenTo } from './watch.js';

window.makeRoom = (options) => {
  window.room = new RoomController({ options });
  listenTo(window.room);
};
