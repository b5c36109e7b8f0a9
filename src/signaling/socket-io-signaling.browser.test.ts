import { serviceUrl } from '../../test/browser/service-url.js';
import { signalingContract } from './signaling.contract.js';
import { SocketIoSignaling } from './socket-io-signaling.js';

signalingContract('our service', () => new SocketIoSignaling(serviceUrl()));
