// PeerJS's own service and a page with it, as its own process. Argument: where it is installed.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listen } from '../join/page-server.mjs';

const folder = process.argv[2];
const require = createRequire(join(folder, 'package.json'));
const express = require('express');
const { ExpressPeerServer } = require('peer');

const page = readFileSync(new URL('pages/peerjs.html', import.meta.url), 'utf8');
const script = readFileSync(join(folder, 'node_modules/peerjs/dist/peerjs.min.js'));
const app = express();
const server = createServer(app);
app.get('/', (_request, response) => response.type('html').send(page));
app.get('/peerjs.js', (_request, response) => response.type('js').send(script));
app.use('/peers', ExpressPeerServer(server, { path: '/' }));

console.log(`listening at ${await listen(server)}`);
