/** The scrolling log: keeps message views in order and what is new in sight. */
import { h, icon } from "./dom.js";
import { labels } from "./labels.js";
import { isVisible, MessageView } from "./message-view.js";
import { separator } from "./times.js";

const NEAR_END_PX = 80;
/** Left free above an answer that is longer than the window. */
const ABOVE_PX = 12;
/** Messages that follow one another faster than this are one answer, read from its top. */
const ONE_ANSWER_MS = 4000;

export class MessageList {
  /** By transcript entry; entries are updated in place. */
  #views = new Map();
  #separators = new Map();
  #actions;
  /** Whether new messages move the log; not while the customer reads further up. */
  #following = true;
  /** View of the first message of the newest answer; its top stays in sight. */
  #answer = null;
  #lastAdded = 0;
  /** Where the log was last scrolled to by us; anything else was the customer. */
  #top = 0;
  #fresh = 0;
  #live = false;

  /** @param {import("./message-view.js").Actions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.log = h("div", { class: "log" });
    this.empty = h("p", { class: "empty", text: labels.empty, hidden: true });
    this.typingWords = h("span", { text: labels.typing });
    this.typing = h(
      "div",
      { class: "typing", hidden: true },
      h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
      this.typingWords,
    );
    this.scroller = h(
      "div",
      { class: "scroller", tabindex: "0", role: "log", "aria-live": "off", "aria-label": labels.log },
      this.empty,
      this.log,
      this.typing,
    );
    this.latest = h("button", { type: "button", class: "latest", hidden: true });
    this.latest.addEventListener("click", () => (this.#fresh ? this.toNewest() : this.toEnd()));
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const sizes = new ResizeObserver(() => this.#following && this.#keepInSight());
    sizes.observe(this.scroller);
    sizes.observe(this.log);
  }

  /**
   * Show `session`'s messages. The log is announced only once the history has arrived.
   * @returns {number} how many messages of the service are new since it was settled
   */
  render(session, now = new Date()) {
    const entries = session.entries.filter(isVisible);
    const lastOwn = entries.map((entry) => entry.from).lastIndexOf("customer");
    const spoken = entries[lastOwn];
    const asked = spoken !== undefined && !this.#views.has(spoken);
    const { card, who } = session.served;
    const lastChoice = entries.map(({ buttons }) => buttons.length > 0).lastIndexOf(true);
    const seenToEnd = this.scroller.clientHeight > 0 && this.#toGo() < NEAR_END_PX;
    const added = [];
    let above = null;
    let place = this.log.firstChild;
    entries.forEach((entry, index) => {
      const mark = separator(above?.at ?? null, entry.at, now);
      place = this.#placeSeparator(entry, mark, place);
      if (!this.#views.has(entry) && entry.from !== "customer") added.push(entry);
      const view = this.#viewOf(entry);
      view.update(entry, {
        // Who waits in the queue may leave it at any time, whatever they have said since.
        open: index > lastOwn || entry === card,
        outdone: index < lastChoice,
        newest: index === entries.length - 1,
        grouped: mark === null && above?.from === entry.from && above.agent === entry.agent,
        queued: entry === card,
        latestOwn: index === lastOwn,
        rating: session.ratings.get(entry.key) ?? null,
      });
      place = this.#put(view.root, place);
      above = entry;
    });
    this.#clearFrom(place);
    this.typingWords.textContent = who === "agent" ? labels.agentTyping : labels.typing;
    this.typing.hidden = !session.typing;
    this.empty.hidden = entries.length > 0 || !session.settled;
    if (asked && (spoken.status || (this.#following && seenToEnd))) this.#follow();
    if (added.length && this.#live) this.#arrived(added, seenToEnd);
    if (this.#following) this.#keepInSight();
    else this.#offerLatest();
    if (session.settled && !this.#live) setTimeout(() => this.#announce());
    return this.#live ? added.length : 0;
  }

  /** Scroll to the very end and stay with it. */
  toEnd() {
    this.#follow();
    this.#keepInSight();
  }

  /** Scroll to where the newest answer begins, or to the end when all of it fits. */
  toNewest() {
    this.#following = true;
    this.#fresh = 0;
    this.#keepInSight();
  }

  #follow() {
    this.#following = true;
    this.#answer = null;
    this.#fresh = 0;
  }

  /** Note where the newest answer begins, and what came while the customer read elsewhere. */
  #arrived(entries, seenToEnd) {
    const now = Date.now();
    const apart = now - this.#lastAdded > ONE_ANSWER_MS;
    const first = this.#views.get(entries[0]).root;
    this.#lastAdded = now;
    // Whoever still reads the top of a long answer is not moved on by the next one.
    if (apart && this.#answer !== null && !seenToEnd) this.#following = false;
    if (this.#following) {
      if (apart || this.#answer === null) this.#answer = first;
      return;
    }
    if (this.#fresh === 0) this.#answer = first;
    this.#fresh += entries.length;
  }

  /** Scroll down, but never so far that the top of the newest answer is out of sight. */
  #keepInSight() {
    const { scroller } = this;
    const end = scroller.scrollHeight - scroller.clientHeight;
    const start = this.#answer ? this.#answer.offsetTop - scroller.offsetTop - ABOVE_PX : end;
    scroller.scrollTop = Math.min(end, start);
    this.#top = scroller.scrollTop;
    this.#offerLatest();
  }

  #toGo() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** From now on new messages are read out; the history was not. */
  #announce() {
    this.#live = true;
    this.scroller.setAttribute("aria-live", "polite");
  }

  #viewOf(entry) {
    if (!this.#views.has(entry)) this.#views.set(entry, new MessageView(entry, this.#actions));
    return this.#views.get(entry);
  }

  #placeSeparator(entry, text, place) {
    const known = this.#separators.get(entry);
    if (text === null) {
      this.#separators.delete(entry);
      const next = known === place && known ? place.nextSibling : place;
      known?.remove();
      return next;
    }
    const mark = known ?? h("div", { class: "separator" });
    if (mark.textContent !== text) mark.textContent = text;
    this.#separators.set(entry, mark);
    return this.#put(mark, place);
  }

  /** Put `node` before `place` unless it is there already; returns the place after it. */
  #put(node, place) {
    if (node === place) return place.nextSibling;
    this.log.insertBefore(node, place);
    return place;
  }

  /** Remove what no entry asked for: another conversation's messages. */
  #clearFrom(place) {
    if (place === null) return;
    while (place) {
      const next = place.nextSibling;
      place.remove();
      place = next;
    }
    for (const [entry, view] of this.#views) {
      if (!view.root.isConnected) this.#views.delete(entry);
    }
  }

  #scrolled() {
    const { scrollTop } = this.scroller;
    const atEnd = this.#toGo() < NEAR_END_PX;
    // The customer reads on by themselves; a log that only grew is still where we left it.
    if (Math.abs(scrollTop - this.#top) > 1) {
      this.#following = atEnd;
      if (atEnd) this.#answer = null;
    }
    this.#top = scrollTop;
    if (atEnd) this.#fresh = 0;
    this.#offerLatest();
  }

  /** A button to the rest, when there is more than a glance of it. */
  #offerLatest() {
    this.latest.hidden = this.#toGo() < NEAR_END_PX;
    const rest = this.#following ? labels.more : labels.latest;
    const text = this.#fresh ? labels.fresh(this.#fresh) : rest;
    if (this.latest.textContent !== text) {
      this.latest.replaceChildren(icon("latest"), h("span", { text }));
    }
  }
}
