/** Where the customer writes: grows with the text, sends on Enter, keeps to the length limit. */
import { h, icon } from "./dom.js";
import { labels } from "./labels.js";

const NEAR_LIMIT = 200;

export class Composer {
  #limit;
  #send;
  #written;
  #held = false;

  /**
   * @param {number} limit longest message, in characters as the server counts them
   * @param {(text: string) => void} send
   * @param {(text: string) => void} written told what stands in the field as it changes
   */
  constructor(limit, send, written) {
    this.#limit = limit;
    this.#send = send;
    this.#written = written;
    this.field = h("textarea", {
      rows: "1",
      "aria-label": labels.compose,
      "aria-describedby": "limit",
      placeholder: labels.placeholder,
      inputmode: "text",
      enterkeyhint: "send",
      autocomplete: "off",
      maxlength: limit * 2,
    });
    this.counter = h("span", { class: "counter", id: "limit", hidden: true });
    this.button = h("button", { type: "submit", class: "send", "aria-label": labels.send, disabled: true }, icon("send"));
    this.root = h("form", { class: "composer", novalidate: true }, this.field, this.button, this.counter);
    this.root.addEventListener("submit", (event) => this.#submit(event));
    this.field.addEventListener("input", () => {
      this.#changed();
      this.#written(this.field.value);
    });
    this.field.addEventListener("keydown", (event) => this.#key(event));
  }

  /** While held nothing can be sent; the text stays. */
  set held(held) {
    this.#held = held;
    this.#changed();
  }

  focus() {
    this.field.focus();
  }

  #key(event) {
    // 229 is Safari's Enter that ends a composition after it is no longer composing.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    this.#submit(event);
  }

  #submit(event) {
    event.preventDefault();
    if (this.button.disabled) return;
    const text = this.field.value.trim();
    this.field.value = "";
    this.#changed();
    this.#written("");
    this.#send(text);
  }

  #changed() {
    const used = [...this.field.value.trim()].length;
    const over = used - this.#limit;
    this.button.disabled = this.#held || used === 0 || over > 0;
    this.counter.hidden = over <= -NEAR_LIMIT;
    this.counter.classList.toggle("over", over > 0);
    this.counter.textContent =
      over > 0 ? labels.tooLong(this.#limit, over) : labels.counter(used, this.#limit);
    this.field.style.height = "auto";
    const edges = this.field.offsetHeight - this.field.clientHeight;
    this.field.style.height = `${this.field.scrollHeight + edges}px`;
  }
}
