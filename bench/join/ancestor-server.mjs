// RTCMultiConnection's own service as its documentation sets it up, as its own process. Arguments: where it is installed,
// and the file of the page, where it is another than the one for joining.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listen, pageNamed, pageServer } from './page-server.mjs';

const [folder, pageFile] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const { Server } = require('socket.io');
const signaling = require('rtcmulticonnection-server');

const page = pageFile === undefined ? pageNamed('ancestor') : readFileSync(pageFile, 'utf8');
const server = pageServer(page, {
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
