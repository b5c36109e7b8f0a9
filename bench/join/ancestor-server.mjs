// RTCMultiConnection's own service as its documentation sets it up, as its own process. Argument: where it is installed.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listen, pageNamed, pageServer } from './page-server.mjs';

const folder = process.argv[2];
const require = createRequire(join(folder, 'package.json'));
const { Server } = require('socket.io');
const signaling = require('rtcmulticonnection-server');

const server = pageServer(pageNamed('ancestor'), {
  '/socket.io.js': join(folder, 'node_modules/socket.io-client/dist/socket.io.min.js'),
  '/RTCMultiConnection.min.js': join(folder, 'node_modules/rtcmulticonnection/dist/RTCMultiConnection.min.js'),
});
const config = {
  socketMessageEvent: 'RTCMultiConnection-Message',
  socketCustomEvent: 'RTCMultiConnection-Custom-Message',
  enableLogs: false,
  enableAdmin: false,
};
new Server(server).on('connection', (socket) => signaling.addSocket(socket, config));

console.log(`listening at ${await listen(server)}`);
