/** A WebSocket that comes back by itself. */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const PING_EVERY_MS = 20_000;
const SILENCE_LIMIT_MS = 10_000;

/**
 * Events: `frame` (detail: the parsed frame) and `state` (detail: "connecting", "online",
 * "waiting"). Online means that the server has welcomed us and frames may be sent.
 */
export class Connection extends EventTarget {
  #url;
  #hello;
  #socket = null;
  #state = "closed";
  #failures = 0;
  #retry = 0;
  #heartbeat = 0;
  #deadline = 0;

  /**
   * @param {URL} url of the WebSocket
   * @param {() => Object} hello builds the first frame of each connection
   */
  constructor(url, hello) {
    super();
    this.#url = url;
    this.#hello = hello;
  }

  get online() {
    return this.#state === "online";
  }

  /** Connect now; when connected, make sure that the line still carries. */
  open() {
    if (this.#socket) {
      this.#ping();
      return;
    }
    clearTimeout(this.#retry);
    this.#enter("connecting");
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#expectFrame();
    socket.onopen = () => socket.send(JSON.stringify(this.#hello()));
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => this.#lost(socket);
  }

  /** Send `frame`; false when there is no welcomed connection. */
  send(frame) {
    if (!this.online) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** The device says that the network is gone: do not wait for the silence. */
  lose() {
    this.#lost(this.#socket);
  }

  /** Close for good; `open` may be called again. */
  close() {
    clearTimeout(this.#retry);
    this.#drop();
    this.#enter("closed");
  }

  #receive(data) {
    clearTimeout(this.#deadline);
    this.#deadline = 0;
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return; // Not a frame of ours; the next one may be.
    }
    if (frame.type === "welcome") {
      this.#failures = 0;
      this.#heartbeat = setInterval(() => this.#ping(), PING_EVERY_MS);
      this.#enter("online");
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #ping() {
    if (this.send({ type: "ping" }) && !this.#deadline) this.#expectFrame();
  }

  /** A server that says nothing for too long is taken for gone. */
  #expectFrame() {
    this.#deadline = setTimeout(() => this.#lost(this.#socket), SILENCE_LIMIT_MS);
  }

  #lost(socket) {
    if (!socket || socket !== this.#socket) return;
    this.#drop();
    this.#enter("waiting");
    const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#retry = setTimeout(() => this.open(), longest * (0.5 + Math.random() / 2));
  }

  #drop() {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#deadline);
    this.#deadline = 0;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #enter(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
