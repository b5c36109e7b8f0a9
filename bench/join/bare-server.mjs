// The bare page's service, as its own process: tells who is in the room, and passes signals on.
import { join } from 'node:path';
import { Server } from 'socket.io';
import { root } from '../../scripts/root.mjs';
import { listen, pageNamed, pageServer } from './page-server.mjs';

const client = join(root, 'node_modules/socket.io-client/dist/socket.io.min.js');
const server = pageServer(pageNamed('bare'), { '/socket.io.js': client });
const rooms = new Map();

new Server(server, { transports: ['websocket'], serveClient: false }).on('connection', (socket) => {
  socket.on('join', (room, acknowledge) => {
    const members = rooms.get(room) ?? [];
    rooms.set(room, [...members, socket.id]);
    acknowledge(members);
  });
  socket.on('signal', (to, signal) => socket.to(to).emit('signal', socket.id, signal));
});

console.log(`listening at ${await listen(server)}`);
