// The least a socket.io service can do: acknowledge that somebody joined, pass a signal on. No checks, no limits. With the
// argument `tells` it also tells the others in the room, as any service of rooms must: the same messages as ours.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const tells = process.argv[2] === 'tells';
const server = createServer();
new Server(server, { transports: ['websocket'], serveClient: false }).on('connection', (socket) => {
  socket.on('join', ({ room, displayName, extra }, acknowledge) => {
    if (tells) {
      socket.to(room).emit('joined', { userId: socket.id, displayName, extra });
      void socket.join(room);
    }
    acknowledge({ userId: socket.id });
  });
  socket.on('signal', (to, signal, acknowledge) => {
    socket.to(to).emit('signalled', signal);
    acknowledge(null);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listening at http://127.0.0.1:${server.address().port}`));
