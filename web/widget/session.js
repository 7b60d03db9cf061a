/** One customer's conversation with the service: what was said, what is waiting, what is wrong. */
import { Connection } from "./connection.js";
import { frameOf, newId, Outbox } from "./outbox.js";
import { mayBeSecret } from "./privacy.js";
import { servedBy } from "./serving.js";
import { Transcript } from "./transcript.js";

const ACK_LIMIT_MS = 10_000;
const TYPING_LIMIT_MS = 30_000;
const DRAFT_EVERY_MS = 800;
const DRAFT_CHARS = 500;
/** Messages on their way at once; the rest waits, so that a long queue is no flood. */
const WINDOW = 5;

/**
 * Events: `change` (what is shown changed), `state` (detail: the connection's state), `notice`
 * (detail: {message, wait} or null; `wait` in seconds).
 */
export class Session extends EventTarget {
  /** Ratings given ({score, solved}), by key of the message that asked. */
  ratings = new Map();
  typing = false;
  /** False while the log up to the welcome is still arriving. */
  settled = false;

  #transcript = new Transcript();
  #outbox;
  #connection;
  #timers = new Map();
  #refused = new Set();
  #underWay = new Set();
  #hold = 0;
  #settleAt = 0;
  #typingTimer = 0;
  #draft = "";
  #draftSent = "";
  #draftTimer = 0;

  /**
   * @param {URL} url of the WebSocket
   * @param {{phone: string|null, token: string|null}} customer both null when anonymous
   * @param {Storage|null} storage for messages that must survive a reload
   */
  constructor(url, customer, storage) {
    super();
    this.#outbox = new Outbox(storage, scopeOf(url, customer.token));
    for (const item of this.#outbox.pending()) this.#show(item);
    this.#connection = new Connection(url, () => this.#hello(customer));
    this.#connection.addEventListener("frame", ({ detail }) => this.#take(detail));
    this.#connection.addEventListener("state", ({ detail }) => {
      if (detail !== "online") this.#setTyping(false);
      this.#underWay.clear();
      this.#emit("state", detail);
    });
  }

  get entries() {
    return this.#transcript.entries();
  }

  /** Connect now; when connected, make sure that it is true. */
  open() {
    this.#connection.open();
  }

  /** The network is gone. */
  lose() {
    this.#connection.lose();
  }

  close() {
    this.#connection.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    clearTimeout(this.#typingTimer);
    clearTimeout(this.#draftTimer);
    clearTimeout(this.#hold);
  }

  /** Send `text`; one that is or may be secret is shown as `mask`, and never stored. */
  say(text, mask = null) {
    this.#queue({ type: "message", text, mask });
  }

  /** Let an agent see what is being written; nobody keeps it, and what may be secret stays here. */
  draft(text) {
    if (this.served.who !== "agent") return;
    this.#draft = mayBeSecret(text) ? "" : [...text].slice(0, DRAFT_CHARS).join("");
    if (this.#draftTimer === 0) this.#sendDraft();
  }

  press(button) {
    this.#queue({ type: "button", text: button.title, payload: button.payload });
  }

  /** Rate the service with the rating that message `key` offered. */
  rate(key, { score, solved }) {
    this.#queue({ type: "rating", score, solved, about: key });
  }

  /** Who serves the customer at the moment. */
  get served() {
    return servedBy(this.entries);
  }

  retry(id) {
    const item = this.#outbox.get(id);
    if (!item) return;
    this.#refused.delete(id);
    this.#underWay.delete(id);
    this.#transcript.mark(id, "sending");
    this.#watch(id);
    this.#emit("notice", null);
    this.#connection.open();
    this.#flush();
    this.#emit("change");
  }

  #queue(message) {
    const item = { id: newId(), at: Date.now(), ...message };
    this.#outbox.add(item);
    this.#show(item);
    if (!this.#hold) this.#emit("notice", null);
    this.#flush();
    this.#emit("change");
  }

  #show(item) {
    if (item.type === "rating") this.ratings.set(item.about, { score: item.score, solved: item.solved ?? null });
    else this.#transcript.say({ id: item.id, text: item.mask ?? item.text, at: item.at });
    this.#watch(item.id);
  }

  #hello({ phone, token }) {
    const frame = { type: "hello", after: this.#transcript.complete };
    return phone && token ? { ...frame, phone_number: phone, token } : frame;
  }

  #take(frame) {
    if (frame.type === "welcome") this.#welcomed(frame.last_seq);
    else if (frame.type === "message") this.#received(frame);
    else if (frame.type === "ack") this.#delivered(frame.id, frame.seq);
    else if (frame.type === "typing") this.#setTyping(frame.on === true);
    else if (frame.type === "error") this.#failed(frame);
    else return;
    if (this.#transcript.complete >= this.#settleAt) this.settled = true;
    this.#emit("change");
  }

  #welcomed(last) {
    this.#settleAt = last;
    if (last < this.#transcript.complete) this.#startOver();
    for (const { id } of this.#outbox.pending()) {
      const refused = this.#refused.has(id);
      this.#transcript.mark(id, refused ? "failed" : "sending");
      if (!refused) this.#watch(id);
    }
    this.#flush();
    // The server forgets what a page that has gone was writing.
    this.#draftSent = "";
    if (this.#draftTimer === 0) this.#sendDraft();
  }

  /** The server knows less than we show: the session has ended and this is another conversation. */
  #startOver() {
    this.#transcript = new Transcript();
    this.ratings.clear();
    for (const item of this.#outbox.pending()) this.#show(item);
  }

  #received(message) {
    this.#transcript.receive(message);
    if (message.client_id) this.#delivered(message.client_id, message.seq);
  }

  #delivered(id, seq) {
    this.#transcript.acknowledge(id, seq);
    this.#outbox.remove(id);
    this.#refused.delete(id);
    this.#unwatch(id);
    if (this.#underWay.delete(id)) this.#flush();
  }

  /** A refusal to be retried later holds the queue; any other is the customer's to decide. */
  #failed({ id, message, retry_after: wait = null }) {
    if (wait !== null) this.#holdFor(wait * 1000);
    else if (id) this.#refuse(id);
    else if (!this.#connection.online) this.#connection.close(); // It would be refused again.
    this.#emit("notice", { message, wait });
  }

  /** Send nothing for a while, then everything that has no receipt: some of it was refused. */
  #holdFor(wait) {
    clearTimeout(this.#hold);
    this.#hold = setTimeout(() => {
      this.#hold = 0;
      this.#underWay.clear();
      this.#flush();
    }, wait);
    for (const { id } of this.#outbox.pending()) this.#watch(id, wait + ACK_LIMIT_MS);
  }

  #refuse(id) {
    this.#unwatch(id);
    this.#underWay.delete(id);
    const item = this.#outbox.get(id);
    if (item?.type === "rating") {
      this.ratings.delete(item.about);
      this.#outbox.remove(id);
      return;
    }
    this.#refused.add(id);
    this.#outbox.unstore(id);
    this.#transcript.mark(id, "failed");
  }

  /** Send what waits, oldest first, as far as the window allows. */
  #flush() {
    for (const item of this.#outbox.pending()) {
      if (this.#hold || this.#underWay.size >= WINDOW) return;
      if (this.#refused.has(item.id) || this.#underWay.has(item.id)) continue;
      if (this.#connection.send(frameOf(item))) this.#underWay.add(item.id);
    }
  }

  /**
   * Own message `id` counts as failed when nothing is heard of it for `limit`, unless the service
   * is busy with the one before.
   */
  #watch(id, limit = ACK_LIMIT_MS) {
    this.#unwatch(id);
    const expire = () => {
      if (this.typing) return this.#watch(id);
      this.#transcript.mark(id, "failed");
      this.#emit("change");
    };
    this.#timers.set(id, setTimeout(expire, limit));
  }

  #unwatch(id) {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #setTyping(on) {
    clearTimeout(this.#typingTimer);
    if (on) this.#typingTimer = setTimeout(() => this.#setTyping(false), TYPING_LIMIT_MS);
    if (on === this.typing) return;
    this.typing = on;
    this.#emit("change");
  }

  /** At once, then not again for a while: the last of it goes out at the end of that. */
  #sendDraft() {
    this.#draftTimer = 0;
    if (this.#draft === this.#draftSent) return;
    this.#draftSent = this.#draft;
    this.#connection.send({ type: "draft", text: this.#draft });
    this.#draftTimer = setTimeout(() => this.#sendDraft(), DRAFT_EVERY_MS);
  }

  #emit(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A short one-way mark of whose queue it is, so that no number or token is written down. */
function scopeOf(url, token) {
  let hash = 0x811c9dc5;
  for (const char of `${url}|${token ?? ""}`) {
    hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}
