/** The conversation as shown: the server's log by sequence number, then what is still on its way. */

/**
 * @typedef {Object} Entry
 * @property {string} key stable for the life of the page
 * @property {number|null} seq place in the server's log; null until acknowledged
 * @property {string|null} id client id of an own message
 * @property {"customer"|"bot"|"agent"|"system"} from
 * @property {string|null} agent staff number of the agent who wrote it
 * @property {Date} at
 * @property {string|null} text
 * @property {{title: string, payload: string}[]} buttons
 * @property {string|null} image
 * @property {Object|null} custom
 * @property {"sending"|"sent"|"failed"|null} status of an own message sent from this page
 */

export class Transcript {
  #bySeq = new Map();
  #byId = new Map();
  #received = new Set();
  #complete = 0;

  /** The highest number up to which every message has been received; where to resume. */
  get complete() {
    return this.#complete;
  }

  /** The newest number received. */
  get last() {
    return Math.max(0, ...this.#bySeq.keys());
  }

  /**
   * Take a message of the server's log; it replaces whatever was shown for the same seq or id.
   * @returns {boolean} whether it had not been received before
   */
  receive(message) {
    const { seq, client_id: id = null } = message;
    const fresh = !this.#received.has(seq);
    const known = this.#byId.get(id) ?? this.#bySeq.get(seq);
    const entry = known ?? { key: id ? `id-${id}` : `seq-${seq}`, status: null };
    Object.assign(entry, {
      seq,
      id: id ?? entry.id ?? null,
      from: message.from,
      agent: message.agent ?? null,
      at: new Date(message.at),
      text: message.text ?? null,
      buttons: message.buttons ?? [],
      image: message.image ?? null,
      custom: message.custom ?? null,
      status: entry.status ? "sent" : null,
    });
    this.#place(entry);
    this.#received.add(seq);
    while (this.#received.has(this.#complete + 1)) this.#complete += 1;
    return fresh;
  }

  /** Show an own message at once, before the server has it. */
  say({ id, text, at }) {
    if (this.#byId.has(id)) return;
    const entry = { key: `id-${id}`, seq: null, id, from: "customer", agent: null, at: new Date(at), text };
    this.#byId.set(id, { ...entry, buttons: [], image: null, custom: null, status: "sending" });
  }

  /** The server has stored own message `id` as number `seq`. */
  acknowledge(id, seq) {
    const entry = this.#byId.get(id);
    if (!entry?.status) return;
    entry.status = "sent";
    if (entry.seq === null && Number.isInteger(seq)) this.#place(Object.assign(entry, { seq }));
  }

  /** Mark own message `id` as `sending` or `failed`; one that has arrived stays as it is. */
  mark(id, status) {
    const entry = this.#byId.get(id);
    if (entry && entry.seq === null) entry.status = status;
  }

  /** Everything to show, in order. */
  entries() {
    const logged = [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq);
    const waiting = [...this.#byId.values()].filter((entry) => entry.seq === null);
    return logged.concat(waiting);
  }

  #place(entry) {
    this.#bySeq.set(entry.seq, entry);
    if (entry.id) this.#byId.set(entry.id, entry);
  }
}
