/** Messages not yet acknowledged, in order; those that may be private never leave memory. */
import { mayBeSecret } from "./privacy.js";

/**
 * @typedef {Object} Outgoing
 * @property {string} id the client id; the same id twice is the same message to the server
 * @property {"message"|"button"|"rating"} type
 * @property {number} at milliseconds since the epoch
 * @property {string} [text] what is sent (message) or shown (button title)
 * @property {string} [payload] of a button
 * @property {number} [score] of a rating
 * @property {boolean|null} [solved] whether the customer says that the matter is solved
 * @property {string} [about] key of the message that asked for the rating
 * @property {string|null} [mask] shown in place of a text entered as a code or password
 */

export class Outbox {
  #items = new Map();
  #storage;
  #prefix;

  /**
   * @param {Storage|null} storage null when the browser has none to give
   * @param {string} scope keeps one customer's queue apart from another's
   */
  constructor(storage, scope) {
    this.#storage = storage;
    this.#prefix = `xiaotong:${scope}:`;
    for (const item of this.#stored()) this.#items.set(item.id, item);
  }

  /** All waiting messages, oldest first. */
  pending() {
    return [...this.#items.values()];
  }

  get(id) {
    return this.#items.get(id);
  }

  /** Keep `item` until it is acknowledged or given up. One key each, so tabs cannot collide. */
  add(item) {
    this.#items.set(item.id, item);
    if (item.mask || mayBeSecret(item.text ?? "")) return;
    try {
      this.#storage?.setItem(this.#prefix + item.id, JSON.stringify(item));
    } catch {
      // A full or forbidden storage only costs survival of a reload.
    }
  }

  /** Forget the stored copy; the message stays in memory for a retry. */
  unstore(id) {
    try {
      this.#storage?.removeItem(this.#prefix + id);
    } catch {
      // As in `add`.
    }
  }

  remove(id) {
    this.unstore(id);
    this.#items.delete(id);
  }

  #stored() {
    const items = [];
    try {
      for (const key of Object.keys(this.#storage ?? {})) {
        if (key.startsWith(this.#prefix)) items.push(JSON.parse(this.#storage.getItem(key)));
      }
    } catch {
      // Unreadable leftovers are not worth stopping the conversation.
    }
    return items.filter((item) => item && item.id && item.type).sort((a, b) => a.at - b.at);
  }
}

/** The frame that carries `item` to the server. */
export function frameOf(item) {
  const frame = { type: item.type, id: item.id };
  if (item.type === "message") frame.text = item.text;
  else if (item.type === "button") frame.payload = item.payload;
  else Object.assign(frame, { score: item.score }, item.solved == null ? {} : { solved: item.solved });
  return frame;
}

/** A client id that nobody else makes; works on pages without a secure context. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
