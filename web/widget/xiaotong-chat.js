/**
 * `<xiaotong-chat>`: the customer's chat with the service, on any page with one script tag.
 *
 *     <script type="module" src="https://service.example/static/widget/xiaotong-chat.js"
 *             data-mode="launcher"></script>
 *
 * puts a floating button on the page. Or load the script and place the element yourself:
 * `<xiaotong-chat>` fills its container, `mode="page"` the window, `mode="launcher"` floats.
 *
 * Attributes: `data-endpoint` (WebSocket address; default: the server of this script),
 * `data-phone` with `data-token` (a customer the host page has recognised), `data-title`,
 * `data-max-chars`. Colours: `--xiaotong-brand` (white must be readable on it) and
 * `--xiaotong-brand-dark` (for text on a dark page).
 */
import { h, icon } from "./dom.js";
import { labels } from "./labels.js";
import { Panel } from "./panel.js";
import { Session } from "./session.js";

const MAX_CHARS = 2000;
const SHEETS = ["colours", "frame", "log", "cards", "writing"];

class XiaotongChat extends HTMLElement {
  static observedAttributes = ["data-phone", "data-token", "data-endpoint"];

  #session = null;
  #panel = null;
  #launcher = null;
  #unread = 0;
  #stale = false;
  #leaving = null;

  connectedCallback() {
    this.#leaving = new AbortController();
    if (!this.shadowRoot) this.#build();
    this.#listen(this.#leaving.signal);
    this.#renew();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#session?.close();
    this.#session = null;
  }

  /** Another customer or service: begin again, once for attributes that change together. */
  attributeChangedCallback(_name, before, after) {
    if (before === after || this.#panel === null || this.#stale) return;
    this.#stale = true;
    queueMicrotask(() => {
      this.#stale = false;
      if (this.isConnected) this.#renew();
    });
  }

  get #floating() {
    return this.getAttribute("mode") === "launcher";
  }

  /** Open the chat of a launcher. */
  show() {
    this.toggleAttribute("open", true);
    this.#converse();
    this.#setUnread(0);
    this.#panel.list.toNewest();
    this.#panel.focus();
  }

  /** Close the chat of a launcher; messages go on arriving and are counted. */
  hide() {
    this.toggleAttribute("open", false);
    this.#setUnread(0);
    this.#launcher.focus();
  }

  #build() {
    const root = this.attachShadow({ mode: "open" });
    root.append(...this.#sheets());
    if (!this.#floating) return;
    this.#launcher = h(
      "button",
      { type: "button", class: "launcher", on: { click: () => this.show() } },
      icon("chat"),
      h("span", { class: "badge", "aria-hidden": "true", hidden: true }),
    );
    root.append(this.#launcher);
    this.#setUnread(0);
  }

  /** The style sheets; nothing is shown before it can be shown well. */
  #sheets() {
    let missing = SHEETS.length;
    const arrived = () => {
      missing -= 1;
      if (missing === 0) this.toggleAttribute("ready", true);
    };
    const on = { load: arrived, error: arrived };
    return SHEETS.map((name) =>
      h("link", { rel: "stylesheet", href: new URL(`${name}.css`, import.meta.url), on }),
    );
  }

  #renew() {
    this.#session?.close();
    this.#session = null;
    this.#panel?.root.remove();
    this.#panel = new Panel({
      title: this.dataset.title ?? labels.title,
      limit: Number(this.dataset.maxChars) || MAX_CHARS,
      onFresh: (count) => this.#arrived(count),
    });
    this.#panel.close.addEventListener("click", () => this.hide());
    this.shadowRoot.append(this.#panel.root);
    if (!this.#floating || this.hasAttribute("open")) this.#converse();
  }

  /** Begin the conversation, or wake it after a while. */
  #converse() {
    if (this.#session === null) {
      const customer = { phone: this.dataset.phone ?? null, token: this.dataset.token ?? null };
      this.#session = new Session(this.#endpoint(), customer, localStore());
      this.#panel.follow(this.#session);
    }
    this.#session.open();
  }

  #endpoint() {
    const base = this.dataset.endpoint ? document.baseURI : import.meta.url;
    const url = new URL(this.dataset.endpoint ?? "/ws/chat", base);
    url.protocol = url.protocol.replace("http", "ws");
    return url;
  }

  #listen(signal) {
    const wake = () => {
      if (!document.hidden) this.#session?.open();
    };
    window.addEventListener("online", wake, { signal });
    window.addEventListener("offline", () => this.#session?.lose(), { signal });
    window.addEventListener("pageshow", wake, { signal });
    document.addEventListener("visibilitychange", wake, { signal });
    window.visualViewport?.addEventListener("resize", () => this.#fit(), { signal });
    window.visualViewport?.addEventListener("scroll", () => this.#fit(), { signal });
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  #key(event) {
    if (event.key !== "Escape" || event.isComposing || !this.hasAttribute("open")) return;
    event.preventDefault();
    this.hide();
  }

  /** Keep above an on-screen keyboard that covers the page instead of shrinking it. */
  #fit() {
    const { height, offsetTop, scale } = window.visualViewport;
    if (scale > 1.01) return; // Pinched, not covered.
    this.style.setProperty("--visible-height", `${height}px`);
    this.style.setProperty("--visible-top", `${offsetTop}px`);
  }

  #arrived(count) {
    if (this.#floating && !this.hasAttribute("open")) this.#setUnread(this.#unread + count);
  }

  #setUnread(count) {
    this.#unread = count;
    if (!this.#launcher) return;
    const badge = this.#launcher.querySelector(".badge");
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : count;
    this.#launcher.setAttribute("aria-label", count ? labels.openUnread(count) : labels.open);
  }
}

/** The browser's storage, or null where it is forbidden. */
function localStore() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** A script tag with `data-mode` places the element itself and passes its own data on. */
function placeByScript() {
  const script = [...document.scripts].find(({ src }) => src === import.meta.url);
  if (!script?.dataset.mode) return;
  const { mode, ...data } = script.dataset;
  const element = document.createElement("xiaotong-chat");
  element.setAttribute("mode", mode);
  Object.assign(element.dataset, data);
  document.body.append(element);
}

customElements.define("xiaotong-chat", XiaotongChat);
placeByScript();
