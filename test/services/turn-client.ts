import { createHash, createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { addressBytes } from '../../server/stun/address-bytes.js';
import { attributesOf, stunRequest } from '../../server/stun/testing/stun-client.js';

const ALLOCATE = 0x0003;
const CREATE_PERMISSION = 0x0008;
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const ERROR_CODE = 0x0009;
const XOR_PEER_ADDRESS = 0x0012;
const REALM = 0x0014;
const NONCE = 0x0015;
const REQUESTED_ADDRESS_FAMILY = 0x0017;
const REQUESTED_TRANSPORT = 0x0019;
const IS_ERROR = 0x0010;

interface Credential {
  readonly username?: string | undefined;
  readonly credential?: string | undefined;
}

interface Attribute {
  readonly type: number;
  readonly value: Buffer;
}

/** Just enough of RFC 8656 over UDP to see what a TURN server refuses, and with which error. */
export class TurnClient {
  readonly #socket: Socket;
  readonly #port: number;
  readonly #credential: Credential;
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, port: number, credential: Credential) {
    this.#socket = socket;
    this.#port = port;
    this.#credential = credential;
  }

  /** To the server at this port of this machine; its allocation is forgotten by the server after the test. */
  static async open(t: TestContext, port: number, credential: Credential): Promise<TurnClient> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    t.after(() => socket.close());
    await once(socket, 'listening');
    return new TurnClient(socket, port, credential);
  }

  /** Asks for a relay of this IP version. Resolves with null, or the number of the error. */
  async allocate(version: 4 | 6 = 4): Promise<number | null> {
    const udp = { type: REQUESTED_TRANSPORT, value: Buffer.from([17, 0, 0, 0]) };
    const family = { type: REQUESTED_ADDRESS_FAMILY, value: Buffer.from([version === 4 ? 1 : 2, 0, 0, 0]) };
    const challenge = attributesOf(await this.#ask(ALLOCATE, [udp, family], false));
    this.#realm = valueOf(challenge, REALM);
    this.#nonce = valueOf(challenge, NONCE);
    return errorOf(await this.#ask(ALLOCATE, [udp, family], true));
  }

  /** Asks to relay to this address. Resolves with null, or the number of the error. */
  async permit(address: string): Promise<number | null> {
    return errorOf(await this.#ask(CREATE_PERMISSION, [], true, addressBytesOf(address)));
  }

  async #ask(type: number, attributes: readonly Attribute[], signed: boolean, peer?: Buffer): Promise<Buffer> {
    const transactionId = createHash('md5').update(`${Math.random()}`).digest().subarray(0, 12);
    const toPeer = peer === undefined ? [] : [{ type: XOR_PEER_ADDRESS, value: xored(peer, transactionId) }];
    const request = { type, transactionId, attributes: [...attributes, ...toPeer] };
    const message = signed ? this.#signed(request) : stunRequest(request);
    this.#socket.send(message, this.#port, '127.0.0.1');
    const [answer] = (await once(this.#socket, 'message')) as [Buffer];
    return answer;
  }

  /** With the long-term credential of RFC 8489 §9.2. */
  #signed(request: { type: number; transactionId: Buffer; attributes: readonly Attribute[] }): Buffer {
    const { username = '', credential = '' } = this.#credential;
    const attributes = [
      ...request.attributes,
      { type: USERNAME, value: Buffer.from(username) },
      { type: REALM, value: this.#realm },
      { type: NONCE, value: this.#nonce },
    ];
    const integrity = { type: MESSAGE_INTEGRITY, value: Buffer.alloc(20) };
    const unsigned = stunRequest({ ...request, attributes: [...attributes, integrity] });
    const key = createHash('md5').update(`${username}:${this.#realm.toString()}:${credential}`).digest();
    const value = createHmac('sha1', key).update(unsigned.subarray(0, -24)).digest();
    return Buffer.concat([unsigned.subarray(0, -20), value]);
  }
}

function errorOf(answer: Buffer): number | null {
  if ((answer.readUInt16BE(0) & IS_ERROR) === 0) return null;
  const value = valueOf(attributesOf(answer), ERROR_CODE);
  return value.readUInt8(2) * 100 + value.readUInt8(3);
}

function valueOf(attributes: readonly Attribute[], wanted: number): Buffer {
  const value = attributes.find(({ type }) => type === wanted)?.value;
  if (value === undefined) throw new Error(`the TURN server sent no attribute ${wanted}`);
  return Buffer.from(value);
}

/** IPv4 over IPv6 stays IPv6 here, which is the point of asking for it. */
function addressBytesOf(address: string): Buffer {
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1];
  if (mapped !== undefined) return Buffer.concat([Buffer.alloc(10), Buffer.from([255, 255]), addressBytes(mapped)!]);
  return addressBytes(address)!;
}

function xored(address: Buffer, transactionId: Buffer): Buffer {
  const mask = Buffer.concat([Buffer.from('2112a442', 'hex'), transactionId]);
  const bytes = address.map((byte, index) => byte ^ mask.readUInt8(index));
  return Buffer.concat([Buffer.from([0, address.length === 4 ? 1 : 2, 0x21 ^ 0x12, 0x12 ^ 0x34]), bytes]);
}
