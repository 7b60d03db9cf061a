/** The chat window: header, banner, log, and the place to write; follows one session. */
import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { labels } from "./labels.js";
import { MessageList } from "./message-list.js";
import { covered } from "./privacy.js";
import { SecretEntry } from "./secret-entry.js";

const RESTORED_MS = 2500;
const FRAME_MS = 16;

/** Label of the header in each state of the connection. */
const PRESENCE = {
  online: "online",
  connecting: "connecting",
  waiting: "connecting",
  closed: "offline",
};

export class Panel {
  #session = null;
  #onFresh;
  #state = "connecting";
  #lost = false;
  #dismissed = null;
  #asked = null;
  #withAgent = false;
  #scheduled = false;
  #bannerTimer = 0;
  #waitTimer = 0;

  /**
   * @param {Object} options
   * @param {string} options.title
   * @param {number} options.limit longest message in characters
   * @param {(count: number) => void} options.onFresh told of new messages of the service
   */
  constructor({ title, limit, onFresh }) {
    this.#onFresh = onFresh;
    this.list = new MessageList({
      press: (button, event) => this.#press(button, event),
      rate: (key, given) => this.#session.rate(key, given),
      retry: (id) => this.#session.retry(id),
    });
    this.composer = new Composer(
      limit,
      (text) => this.#session.say(text, covered(text, openRequest(this.#session.entries) !== null)),
      (text) => this.#session.draft(text),
    );
    this.secret = new SecretEntry(
      (secret, mask) => this.#leaveSecret(() => this.#session.say(secret, mask)),
      () => this.#leaveSecret(() => (this.#dismissed = this.#asked)),
    );
    this.status = h("p", { class: "presence", role: "status" });
    this.close = h("button", { type: "button", class: "close", "aria-label": labels.close }, icon("close"));
    this.banner = h("div", { class: "banner", role: "status" });
    this.notice = h("div", { class: "notice", role: "alert" });
    this.root = h("section", { class: "panel", "aria-label": title }, ...this.#parts(title));
  }

  /** Show `session` from now on. */
  follow(session) {
    this.#session = session;
    session.addEventListener("change", () => this.#schedule());
    session.addEventListener("state", ({ detail }) => this.#connection(detail));
    session.addEventListener("notice", ({ detail }) => this.#tell(detail));
    this.#render();
  }

  /** Put the cursor where the customer writes. */
  focus() {
    (this.secret.root.hidden ? this.composer : this.secret).field.focus();
  }

  #parts(title) {
    const skip = h("button", { type: "button", class: "skip", text: labels.skip });
    skip.addEventListener("click", () => this.focus());
    const heading = h("div", { class: "heading" }, h("h1", { text: title }), this.status);
    const avatar = h("span", { class: "avatar", "aria-hidden": "true" }, icon("bot"));
    return [
      skip,
      h("header", {}, avatar, heading, this.close),
      this.banner,
      h("div", { class: "middle" }, this.list.scroller, this.list.latest),
      h("footer", {}, this.notice, this.composer.root, this.secret.root),
    ];
  }

  #press(button, event) {
    // The pressed button is about to be disabled; a keyboard user goes on writing, a finger
    // must not call up the on-screen keyboard.
    if (event.detail === 0) this.focus();
    else this.list.scroller.focus({ preventScroll: true });
    this.#session.press(button);
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => this.#render(), FRAME_MS);
  }

  #render() {
    this.#scheduled = false;
    const fresh = this.list.render(this.#session);
    if (fresh > 0) this.#onFresh(fresh);
    this.#showPresence();
    this.#showDraft();
    this.#offerSecret();
  }

  /** What was being written when an agent came is shown to them, too. */
  #showDraft() {
    const withAgent = this.#session.served.who === "agent";
    if (withAgent && !this.#withAgent) this.#session.draft(this.composer.field.value);
    this.#withAgent = withAgent;
  }

  #offerSecret() {
    const request = openRequest(this.#session.entries);
    const wanted = request !== null && request.key !== this.#dismissed;
    const key = wanted ? request.key : null;
    if (key === this.#asked) return;
    const writing = this.root.getRootNode().activeElement === this.composer.field;
    this.#asked = key;
    if (wanted) this.secret.ask(request.custom);
    else this.secret.hide();
    this.composer.root.hidden = wanted;
    if (wanted && (writing || hasKeyboard())) this.focus();
  }

  #leaveSecret(act) {
    act();
    this.#offerSecret();
    if (hasKeyboard()) this.focus();
  }

  /** Who serves, when connected; else how the connection is. */
  #showPresence() {
    const text = this.#state === "online" ? servingWords(this.#session.served) : labels[PRESENCE[this.#state]];
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  #connection(state) {
    this.#state = state;
    this.#showPresence();
    this.status.classList.toggle("on", state === "online");
    clearTimeout(this.#bannerTimer);
    if (state === "closed") this.#say("", "");
    else if (state === "waiting") {
      this.#lost = true;
      this.#say(labels.reconnecting, "lost");
    } else if (state === "online" && this.#lost) {
      this.#lost = false;
      this.#say(labels.restored, "restored");
      this.#bannerTimer = setTimeout(() => this.#say("", ""), RESTORED_MS);
    }
  }

  #say(text, kind) {
    this.banner.textContent = text;
    this.banner.className = `banner ${kind}`;
  }

  /** Tell what went wrong in one sentence; `wait` holds the composer for that many seconds. */
  #tell(problem) {
    clearInterval(this.#waitTimer);
    this.composer.held = false;
    this.notice.replaceChildren();
    if (problem === null) return;
    const dismiss = h("button", { type: "button", text: labels.dismiss });
    dismiss.addEventListener("click", () => this.notice.replaceChildren());
    const { message, wait } = problem;
    if (wait === null) {
      this.notice.append(icon("alert"), h("p", { text: message }), dismiss);
      return;
    }
    this.notice.append(icon("alert"), h("p", { text: message }), this.#countdown(wait));
  }

  #countdown(wait) {
    const until = Date.now() + wait * 1000;
    const clock = h("span", { class: "wait", "aria-hidden": "true" });
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (left <= 0) this.#tell(null);
      else clock.textContent = labels.wait(left);
    };
    this.composer.held = true;
    tick();
    this.#waitTimer = setInterval(tick, 250);
    return clock;
  }
}

function servingWords({ who, agent, card }) {
  if (who === "agent") return labels.servedByAgent(agent);
  return who === "queue" && card.custom.state === "waiting" ? labels.servedInQueue(card.custom.position) : labels.online;
}

/**
 * The request for a code or password that still stands, or null: the customer has said nothing
 * since, and the conversation has not ended with a rating.
 */
function openRequest(entries) {
  const spoken = entries.map((entry) => entry.from).lastIndexOf("customer");
  const asked = entries
    .slice(spoken + 1)
    .filter(({ custom }) => custom?.type === "secret_input" || custom?.type === "rating")
    .pop();
  return asked?.custom.type === "secret_input" ? asked : null;
}

function hasKeyboard() {
  return matchMedia("(hover: hover) and (pointer: fine)").matches;
}
