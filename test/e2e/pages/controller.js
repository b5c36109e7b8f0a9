import { RoomController } from '/core.js';
import './colours.js';
import { listenTo } from './watch.js';

window.makeRoom = (options) => {
  window.room = new RoomController({ options });
  listenTo(window.room);
};
