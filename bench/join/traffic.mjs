/**
 * What one page exchanges with its service by socket.io (protocol 5 over engine.io 4), on WebSockets and on the polling
 * requests that may precede them. In a room of two, whatever crosses the server passes the joiner.
 */
export class Traffic {
  #events = new Map();
  #acknowledgements = 0;
  #overhead = 0;
  #bytes = 0;
  #changed = () => undefined;

  /** To be called before the page loads. */
  watch(page) {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => this.#count('→', String(payload)));
      socket.on('framereceived', ({ payload }) => this.#count('←', String(payload)));
    });
    page.on('requestfinished', (request) => {
      if (!request.url().includes('transport=polling')) return;
      for (const packet of packetsIn(request.postData() ?? '')) this.#count('→', packet);
      // Rejects when the page is gone already, and then nobody counts any more.
      request.response().then(
        async (response) => {
          if (request.method() === 'POST') return;
          for (const packet of packetsIn(await response.text())) this.#count('←', packet);
        },
        () => undefined,
      );
    });
  }

  /** Resolves once nothing was exchanged for `quietMs`. */
  quiet(quietMs) {
    return new Promise((resolve) => {
      let timer = setTimeout(resolve, quietMs);
      this.#changed = () => {
        clearTimeout(timer);
        timer = setTimeout(resolve, quietMs);
      };
    });
  }

  /** Messages are events and their acknowledgements; overhead is handshakes and heartbeats. Bytes are of all payloads. */
  summary() {
    const events = Object.fromEntries(this.#events);
    const eventCount = Object.values(events).reduce((total, count) => total + count, 0);
    return {
      messages: eventCount + this.#acknowledgements,
      events,
      acknowledgements: this.#acknowledgements,
      overhead: this.#overhead,
      bytes: this.#bytes,
    };
  }

  #count(direction, packet) {
    this.#bytes += Buffer.byteLength(packet);
    const event = /^42\d*\["([^"]+)"/.exec(packet);
    if (event !== null) {
      const name = `${direction} ${event[1]}`;
      this.#events.set(name, (this.#events.get(name) ?? 0) + 1);
    } else if (packet.startsWith('43')) this.#acknowledgements += 1;
    else this.#overhead += 1;
    this.#changed();
  }
}

function packetsIn(body) {
  return body === '' ? [] : body.split('\x1e');
}
