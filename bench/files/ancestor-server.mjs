// RTCMultiConnection's own service and page, as its own process. Argument: where it is installed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listen, pageServer } from '../join/page-server.mjs';

const folder = process.argv[2];
const require = createRequire(join(folder, 'package.json'));
const { Server } = require('socket.io');
const signaling = require('rtcmulticonnection-server');

const server = pageServer(readFileSync(new URL('pages/ancestor.html', import.meta.url), 'utf8'), {
  '/socket.io.js': join(folder, 'node_modules/socket.io-client/dist/socket.io.min.js'),
  '/RTCMultiConnection.min.js': join(folder, 'node_modules/rtcmulticonnection/dist/RTCMultiConnection.min.js'),
  '/FileBufferReader.js': join(folder, 'node_modules/fbr/FileBufferReader.js'),
});
const config = {
  socketMessageEvent: 'RTCMultiConnection-Message',
  socketCustomEvent: 'RTCMultiConnection-Custom-Message',
  enableLogs: false,
  enableAdmin: false,
};
new Server(server).on('connection', (socket) => signaling.addSocket(socket, config));

console.log(`listening at ${await listen(server)}`);
