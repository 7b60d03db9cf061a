/** Who serves the customer at the moment, as far as the messages tell. */
import { isQueue } from "./queue-card.js";

/**
 * @param {Object[]} entries in order
 * @returns {{who: "bot"|"queue"|"agent", agent: string|null, card: Object|null}} `card` is the
 *   entry whose queue card still holds
 */
export function servedBy(entries) {
  for (const entry of [...entries].reverse()) {
    const { from, custom, agent } = entry;
    if (custom?.type === "rating" || from === "bot") break;
    if (custom?.type === "queue") {
      if (!isQueue(custom)) break;
      return { who: "queue", agent: null, card: entry };
    }
    if (from === "agent" || agent) return { who: "agent", agent, card: null };
  }
  return { who: "bot", agent: null, card: null };
}
