/** How one message looks: bubble, quick replies, image, chart, rating, delivery status. */
import { barChart } from "./chart.js";
import { h, icon } from "./dom.js";
import { labels } from "./labels.js";
import { isQueue, queueCard } from "./queue-card.js";
import { ratingStars } from "./rating.js";

/**
 * @typedef {Object} Actions what a message lets the customer do
 * @property {(button: Object, event: Event) => void} press
 * @property {(key: string, given: import("./rating.js").Given) => void} rate
 * @property {(id: string) => void} retry
 */

export class MessageView {
  #entry;
  #actions;
  #text = null;
  #buttons = null;
  #rating = null;
  #card = null;
  #status = h("div", { class: "status", "aria-live": "off", hidden: true });
  #statusShown = null;

  constructor(entry, actions) {
    this.#entry = entry;
    this.#actions = actions;
    const several = entry.text?.includes("\n") ? " several" : "";
    this.root = h("div", { class: `row from-${entry.from}${several}` }, ...this.#parts());
  }

  /**
   * @param {Object} shown
   * @param {boolean} shown.open whether its quick replies may still be used
   * @param {boolean} shown.outdone whether newer quick replies stand below its own
   * @param {boolean} shown.newest whether nothing has been said after it
   * @param {boolean} shown.grouped whether the message above is of the same speaker
   * @param {boolean} shown.latestOwn whether it is the customer's newest message
   * @param {boolean} shown.queued whether its queue card still says how things stand
   * @param {import("./rating.js").Given|null} shown.rating what this message's rating was given
   */
  update(entry, { open, outdone, newest, grouped, latestOwn, queued, rating }) {
    this.#entry = entry;
    this.root.classList.toggle("grouped", grouped);
    if (this.#text && this.#text.textContent !== entry.text) this.#text.textContent = entry.text;
    if (this.#buttons) for (const button of this.#buttons.children) button.disabled = !open;
    this.#buttons?.classList.toggle("outdone", outdone);
    this.#rating?.update(newest, rating);
    if (this.#card) this.#card.hidden = !queued;
    this.#updateStatus(latestOwn);
  }

  #parts() {
    const { from } = this.#entry;
    const own = from === "customer";
    const speaker = this.#speaker();
    const body = h("div", { class: "body" }, speaker, ...this.#content(), this.#status);
    if (own || from === "system") return [body];
    const avatar = h("span", { class: "avatar", "aria-hidden": "true" }, icon(from));
    return [avatar, body];
  }

  /** An agent's name is there for everybody, the others' for those who do not see the sides. */
  #speaker() {
    const { from, agent } = this.#entry;
    if (from === "agent") return h("div", { class: "speaker", text: labels.agentName(agent) });
    return h("span", { class: "visually-hidden", text: `${labels.speakers[from]}：` });
  }

  #content() {
    const { text, image, custom, buttons, key } = this.#entry;
    const parts = [];
    if (isQueue(custom)) parts.push((this.#card = queueCard(custom)));
    if (text !== null) {
      this.#text = h("div", { class: "bubble", text });
      parts.push(this.#text);
    }
    if (image) parts.push(picture(image));
    if (custom?.type === "bar_chart" && Array.isArray(custom.bars)) parts.push(barChart(custom));
    if (isFiles(custom)) parts.push(fileLinks(custom.files));
    if (custom?.type === "rating") {
      this.#rating = ratingStars(custom, (given) => this.#actions.rate(key, given));
      parts.push(this.#rating.root);
    }
    if (buttons.length) parts.push(this.#quickReplies(buttons));
    return parts;
  }

  #quickReplies(buttons) {
    this.#buttons = h("div", { class: "replies", role: "group", "aria-label": labels.choices });
    for (const button of buttons) {
      const click = (event) => this.#actions.press(button, event);
      this.#buttons.append(h("button", { type: "button", text: button.title, on: { click } }));
    }
    return this.#buttons;
  }

  #updateStatus(latestOwn) {
    const { from, status, id } = this.#entry;
    const visible = status === "sending" || status === "failed" || latestOwn;
    const shown = from === "customer" && visible ? (status ?? "sent") : null;
    if (shown === this.#statusShown) return;
    this.#statusShown = shown;
    this.#status.hidden = shown === null;
    if (shown === null) return;
    this.#status.className = `status ${shown}`;
    const text = labels.status[shown];
    const click = () => this.#actions.retry(id);
    this.#status.replaceChildren(
      shown === "failed"
        ? h("button", { type: "button", on: { click } }, icon("alert"), h("span", { text }))
        : h("span", { text }),
    );
  }
}

/** Whether a message has anything that can be seen. */
export function isVisible({ text, image, custom, buttons }) {
  const known = custom?.type === "bar_chart" || custom?.type === "rating" || isFiles(custom);
  return Boolean(text || image || buttons.length || known);
}

function isFiles(custom) {
  return custom?.type === "attachments" && Array.isArray(custom.files);
}

/** Links to files of the service, which serves this script too, whatever page it stands on. */
function fileLinks(files) {
  const list = h("ul", { class: "files", "aria-label": labels.files });
  for (const { name, size, url } of files) {
    const href = webAddress(url, import.meta.url);
    if (href === null) continue;
    const link = h("a", { href, download: name, target: "_blank", rel: "noopener", text: name });
    list.append(h("li", {}, link, h("span", { class: "faint", text: labels.fileSize(size) })));
  }
  return list;
}

function picture(address) {
  const broken = h("div", { class: "bubble faint", text: labels.imageBroken });
  const url = webAddress(address);
  if (url === null) return broken;
  const image = h("img", { src: url, alt: labels.image, loading: "lazy" });
  const link = h("a", { class: "picture", href: url, target: "_blank", rel: "noopener" }, image);
  image.addEventListener("error", () => link.replaceWith(broken));
  return link;
}

/** `address` resolved, or null unless it is one of the web. */
function webAddress(address, base = document.baseURI) {
  try {
    const url = new URL(address, base);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
