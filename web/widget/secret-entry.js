/** The one-time entry of a code or password: masked, numeric, and gone once sent. */
import { h } from "./dom.js";
import { labels } from "./labels.js";

const LENGTH = 6;
/** What a pasted code may hold between its digits. */
const BETWEEN_DIGITS = /[\s-]/g;

export class SecretEntry {
  /** Whether a new password is set, which is kept: unlike a code, not for this once only. */
  #isNew = false;
  #length = LENGTH;
  #send;
  #cells = h("div", { class: "cells", "aria-hidden": "true" });

  /**
   * @param {(secret: string, mask: string) => void} send
   * @param {() => void} cancel the customer prefers to write
   */
  constructor(send, cancel) {
    this.#send = send;
    this.field = h("input", {
      type: "password",
      inputmode: "numeric",
      pattern: "[0-9]*",
      id: "secret",
      "aria-describedby": "secret-hint",
      enterkeyhint: "done",
      autocomplete: "one-time-code",
    });
    this.label = h("label", { for: "secret" });
    this.hint = h("p", { class: "hint", id: "secret-hint", role: "status" });
    this.button = h("button", { type: "submit", class: "confirm", text: labels.secret.confirm });
    const back = h("button", { type: "button", class: "way-out", text: labels.secret.cancel });
    back.addEventListener("click", cancel);
    const entry = h("div", { class: "secret-field" }, this.field, this.#cells);
    this.root = h(
      "form",
      { class: "secret", autocomplete: "off", novalidate: true, hidden: true },
      this.label,
      h("div", { class: "secret-row" }, entry, this.button),
      h("div", { class: "secret-foot" }, this.hint, back),
    );
    this.root.addEventListener("submit", (event) => this.#submit(event));
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      cancel();
    });
    this.field.addEventListener("input", () => this.#changed());
  }

  /** Ask for what `request` (a `secret_input` payload) names. */
  ask({ kind, length }) {
    this.#length = Number.isInteger(length) && length > 0 && length <= 12 ? length : LENGTH;
    this.label.textContent = (labels.secret[kind] ?? labels.secret.code)(this.#length);
    this.#isNew = kind === "new_password";
    this.field.autocomplete = kind === "code" ? "one-time-code" : "off";
    this.field.value = "";
    this.#cells.replaceChildren(...Array.from({ length: this.#length }, () => h("span")));
    this.#changed();
    this.root.hidden = false;
  }

  hide() {
    this.field.value = "";
    this.root.hidden = true;
  }

  #changed() {
    const typed = this.field.value.normalize("NFKC").replace(BETWEEN_DIGITS, "");
    const digits = typed.replace(/\D/g, "").slice(0, this.#length);
    // A whole text message pasted gives its code; anything less was meant to say something else.
    this.#explain(/\D/.test(typed) && digits.length < this.#length);
    if (this.field.value !== digits) this.field.value = digits;
    const next = Math.min(digits.length, this.#length - 1);
    [...this.#cells.children].forEach((cell, index) => {
      cell.textContent = index < digits.length ? labels.mask : "";
      cell.classList.toggle("next", index === next);
    });
    this.button.disabled = digits.length !== this.#length;
  }

  #explain(wrong) {
    const kept = this.#isNew ? labels.secret.hintNew : labels.secret.hint;
    const text = wrong ? labels.secret.digitsOnly : kept;
    if (this.hint.textContent !== text) this.hint.textContent = text;
    this.hint.classList.toggle("wrong", wrong);
  }

  #submit(event) {
    event.preventDefault();
    const secret = this.field.value;
    if (secret.length !== this.#length) return;
    this.hide();
    this.#send(secret, labels.mask.repeat(secret.length));
  }
}
