/** A row of stars; one press rates, or chooses when it is also asked whether the matter is solved. */
import { h, icon } from "./dom.js";
import { labels } from "./labels.js";

const SCALE = 5;

/**
 * @typedef {Object} Given
 * @property {number} score
 * @property {boolean|null} solved null when the customer did not say, or was not asked
 */

/**
 * @param {{scale?: number, solved?: boolean}} asked how many stars (anything but 2–10 is taken as
 *   five), and whether it is also asked if the matter is solved
 * @param {(given: Given) => void} rate
 * @returns {{root: Element, update: (open: boolean, given: Given|null) => void}}
 */
export function ratingStars({ scale, solved: asksSolved = false }, rate) {
  const size = Number.isInteger(scale) && scale >= 2 && scale <= 10 ? scale : SCALE;
  const caption = h("div", { class: "rating-caption", text: labels.rating });
  const chosen = { score: null, solved: null };
  let given = null;
  let open = true;
  const reset = () => light(given?.score ?? chosen.score ?? 0);
  const choose = (score) => {
    if (!asksSolved) return rate({ score, solved: null });
    chosen.score = score;
    show();
  };
  const stars = starButtons(size, choose, light);
  const row = h("div", { class: "stars" }, ...stars);
  const answers = asksSolved ? solvedButtons((solved) => ((chosen.solved = solved), show())) : null;
  const submit = asksSolved
    ? h("button", { type: "button", class: "submit-rating", text: labels.submitRating, on: { click: () => rate({ ...chosen }) } })
    : null;
  const root = h("div", { class: "rating", role: "group", "aria-label": labels.rating }, caption, row, answers?.root ?? null, submit);
  row.addEventListener("pointerleave", reset);
  row.addEventListener("focusout", reset);

  function light(score) {
    stars.forEach((star, index) => star.classList.toggle("lit", index < score));
  }

  function show() {
    const closed = !open || given !== null;
    stars.forEach((star, index) => {
      star.disabled = closed;
      if (asksSolved) star.setAttribute("aria-pressed", String(chosen.score === index + 1));
    });
    answers?.update(given?.solved ?? chosen.solved, closed);
    if (submit) {
      submit.disabled = chosen.score === null;
      submit.hidden = closed;
    }
    root.classList.toggle("given", given !== null);
    caption.textContent = given === null ? labels.rating : labels.rated(given.score);
    reset();
  }

  show();
  return {
    root,
    update(isOpen, rating) {
      // Messages come and go round it; only what changes it may take the light from a star.
      if (isOpen === open && rating === given) return;
      open = isOpen;
      given = rating;
      show();
    },
  };
}

function starButtons(size, choose, preview) {
  return Array.from({ length: size }, (_, index) => {
    const score = index + 1;
    const meaning = size === SCALE ? labels.starMeanings[index] : "";
    const on = {
      click: () => choose(score),
      pointerenter: () => preview(score),
      focus: () => preview(score),
    };
    const hint = h("span", { class: "star-meaning", "aria-hidden": "true", text: meaning });
    return h("button", { type: "button", "aria-label": labels.star(score, meaning), on }, icon("star"), hint);
  });
}

/** 已解决 and 未解决; a second press takes the answer back. */
function solvedButtons(choose) {
  let shown = null;
  const button = (answer, text) => {
    const click = () => choose(shown === answer ? null : answer);
    return h("button", { type: "button", text, on: { click } });
  };
  const buttons = new Map([
    [true, button(true, labels.solved)],
    [false, button(false, labels.unsolved)],
  ]);
  const question = h("span", { text: labels.solvedAsk });
  const root = h("div", { class: "solved", role: "group", "aria-label": labels.solvedAsk }, question, ...buttons.values());
  return {
    root,
    update(answer, closed) {
      shown = answer;
      for (const [value, each] of buttons) {
        each.setAttribute("aria-pressed", String(value === answer));
        each.disabled = closed;
      }
    },
  };
}
