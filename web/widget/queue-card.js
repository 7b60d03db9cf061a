/** Where the customer stands in the queue for a person, said at a glance. */
import { h, icon } from "./dom.js";
import { labels } from "./labels.js";

const STATES = new Set(["waiting", "unstaffed", "closed"]);

/** Whether `custom` says how things stand in the queue, so that it can be drawn. */
export function isQueue(custom) {
  return custom?.type === "queue" && STATES.has(custom.state);
}

/**
 * @param {{state: string, position?: number|null, minutes?: number|null}} custom
 * @returns {Element} the card; what it says is in the message's text too, so readers skip it
 */
export function queueCard({ state, position, minutes }) {
  const { title, hint } = labels.queue[state];
  const place = Number.isInteger(position) && position > 0 ? position : null;
  const wait = Number.isInteger(minutes) && minutes > 0 ? minutes : null;
  return h(
    "div",
    { class: `queue-card ${state}`, "aria-hidden": "true" },
    h("span", { class: "queue-mark" }, icon("agent")),
    h(
      "div",
      { class: "queue-words" },
      h("strong", { text: place === null || state === "closed" ? title : labels.queue.position(place) }),
      h("span", { text: wait === null ? hint : labels.queue.minutes(wait) }),
    ),
  );
}
