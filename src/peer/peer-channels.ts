import * as v from 'valibot';
import {
  MAX_PEER_MESSAGE_BYTES,
  PeerMessageSchema,
  RtcError,
  utf8Bytes,
  type MessageLane,
  type PeerMessage,
} from '../protocol/index.js';
import { FlowControlledChannel, type FlowControlOptions } from './flow-controlled-channel.js';
import type { TellPeer } from './peer-events.js';

/** Data channels both sides open by agreement, so that no message has to announce them (RFC 8832 is not needed). */
const CONTROL_CHANNEL = { id: 0, label: 'control' } as const;
const FILES_CHANNEL = { id: 1, label: 'files' } as const;

/** A channel for each lane of messages, so that a line of the chat waits for nothing. */
const MESSAGE_CHANNELS = {
  chat: { id: 2, label: 'chat' },
  messages: { id: 3, label: 'messages' },
} as const satisfies Record<MessageLane, { id: number; label: string }>;

/** For what nobody wants late: what is lost is not sent again, and what is late keeps nothing waiting. */
const STATE_CHANNEL = { id: 4, label: 'state', ordered: false, maxRetransmits: 0 } as const;

/** Bytes of state in the browser's buffer above which no more is taken: a frame or two, because what waits is late. */
const STATE_BUFFER_BYTES = 32_768;

/** Bytes of messages in the browser's buffer: what is said next waits for them on a slow uplink. */
const MESSAGE_BUFFER = { highWaterBytes: 262_144, lowWaterBytes: 65_536 } as const;

/** The largest frame we make, whatever the other side would take: 256 KiB is where throughput stops growing. */
const MAX_FRAME_BYTES = 262_144;

export interface PeerChannelsOptions {
  readonly connection: RTCPeerConnection;
  /** What came on the channel for control. */
  readonly receive: (message: PeerMessage) => void;
  readonly tell: TellPeer;
  readonly signal: AbortSignal;
}

/** The data channels of one connection: one for control, one for files, one for each lane of messages, and one for state. */
export class PeerChannels {
  readonly #options: PeerChannelsOptions;
  readonly #control: FlowControlledChannel;
  readonly #files: FlowControlledChannel;
  readonly #messages: Readonly<Record<MessageLane, FlowControlledChannel>>;
  readonly #state: RTCDataChannel;
  /** Ends the channels of messages. */
  readonly #talking = new AbortController();
  /** Ends what is heard of them. */
  readonly #hearing = new AbortController();
  /** Ends what is read from the files channel. */
  readonly #filesRefused = new AbortController();

  constructor(options: PeerChannelsOptions) {
    this.#options = options;
    const { tell } = options;
    this.#control = this.#open(CONTROL_CHANNEL, (received) => this.#receiveControl(received));
    const receiveFile = (received: unknown): void => {
      if (received instanceof ArrayBuffer || typeof received === 'string') tell('frame', received);
    };
    this.#files = this.#open(FILES_CHANNEL, receiveFile, {}, this.#filesRefused);
    this.#messages = { chat: this.#openLane('chat'), messages: this.#openLane('messages') };
    this.#state = this.#create(STATE_CHANNEL, this.#hear('messages'), this.#talking, this.#hearing.signal);
  }

  /** Bytes one frame to this person may have. */
  get maxFrameBytes(): number {
    return Math.min(MAX_FRAME_BYTES, this.#maxMessageSize());
  }

  /** Resolves when the channel has taken it. Rejects with `data/closed` or `data/too-large`. */
  send(message: PeerMessage): Promise<void> {
    return this.#control.send(JSON.stringify(message));
  }

  /** Resolves when the next frame is welcome. Rejects with `data/closed` or `data/too-large`. */
  sendFrame(frame: Uint8Array<ArrayBuffer> | string): Promise<void> {
    return this.#files.send(frame);
  }

  /** Resolves when the lane's next frame is welcome. Rejects with `data/closed` or `data/too-large`. */
  sendMessageFrame(lane: MessageLane, frame: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#messages[lane].send(frame);
  }

  /** At most once, in no order. False, and nothing sent, while the channel is not open or has enough to do. */
  sendStateFrame(frame: Uint8Array<ArrayBuffer>): boolean {
    const { readyState, bufferedAmount } = this.#state;
    if (readyState !== 'open' || bufferedAmount > STATE_BUFFER_BYTES) return false;
    // Whoever takes no such frame goes without.
    if (frame.byteLength <= this.#maxMessageSize()) this.#state.send(frame);
    return true;
  }

  closeMessages(): void {
    this.#talking.abort();
  }

  /** What comes over the channels of messages is not heard any more; they stay open. */
  ignoreMessages(): void {
    this.#hearing.abort();
  }

  /** So many bytes of frames may wait before the next one is not welcome. */
  paceFrames(highWaterBytes: number): void {
    this.#files.pace(highWaterBytes);
  }

  /** Closes the files channel for good. */
  refuseFrames(): void {
    this.#filesRefused.abort(new DOMException('Too much that nobody asked for.', 'AbortError'));
  }

  #openLane(lane: MessageLane): FlowControlledChannel {
    const { signal } = this.#hearing;
    return this.#open(MESSAGE_CHANNELS[lane], this.#hear(lane), MESSAGE_BUFFER, this.#talking, signal);
  }

  #hear(lane: MessageLane): (received: unknown) => void {
    return (received) => {
      // Text is no frame, and counts as one that cannot be read.
      const frame = received instanceof ArrayBuffer ? received : new ArrayBuffer(0);
      this.#options.tell('message-frame', { lane, frame });
    };
  }

  #open(
    channel: { readonly id: number; readonly label: string },
    receive: (received: unknown) => void,
    buffer: Pick<FlowControlOptions, 'highWaterBytes' | 'lowWaterBytes'> = {},
    ends?: AbortController,
    heard?: AbortSignal,
  ): FlowControlledChannel {
    const created = this.#create(channel, receive, ends, heard);
    const signal = this.#lifetime(ends);
    return new FlowControlledChannel(created, { maxMessageSize: () => this.#maxMessageSize(), ...buffer, signal });
  }

  #create(
    { label, ...init }: RTCDataChannelInit & { readonly label: string },
    receive: (received: unknown) => void,
    ends?: AbortController,
    heard?: AbortSignal,
  ): RTCDataChannel {
    const { connection, tell } = this.#options;
    const signal = this.#lifetime(ends);
    const channel = connection.createDataChannel(label, { negotiated: true, ordered: true, ...init });
    channel.binaryType = 'arraybuffer';
    const hearing = heard === undefined ? signal : AbortSignal.any([signal, heard]);
    channel.addEventListener('message', (event) => receive(event.data), { signal: hearing });
    channel.addEventListener('close', () => tell('broken', undefined), { signal });
    signal.addEventListener('abort', () => channel.close(), { once: true });
    return channel;
  }

  #lifetime(ends: AbortController | undefined): AbortSignal {
    const { signal } = this.#options;
    return ends === undefined ? signal : AbortSignal.any([signal, ends.signal]);
  }

  #maxMessageSize(): number {
    // 64 KiB where the browser does not say (RFC 8841 §6.1).
    return this.#options.connection.sctp?.maxMessageSize ?? 65_536;
  }

  #receiveControl(received: unknown): void {
    const { tell, receive } = this.#options;
    const message = parseControl(received);
    if (message !== undefined) receive(message);
    else tell('invalid', new RtcError('data/invalid', 'A peer sent a message that is none.', { severity: 'info' }));
  }
}

function parseControl(received: unknown): PeerMessage | undefined {
  if (typeof received !== 'string' || utf8Bytes(received) > MAX_PEER_MESSAGE_BYTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(received);
  } catch {
    // Whatever it is, it is no message: the caller reports it.
    return undefined;
  }
  const parsed = v.safeParse(PeerMessageSchema, value);
  return parsed.success ? parsed.output : undefined;
}
