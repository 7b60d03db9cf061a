/** A row of stars; one press rates, and the stars then say what was given. */
import { h, icon } from "./dom.js";
import { labels } from "./labels.js";

const SCALE = 5;

/**
 * @param {number} scale how many stars; anything but 2–10 is taken as five
 * @param {(score: number) => void} rate
 * @returns {{root: Element, update: (open: boolean, score: number|null) => void}}
 */
export function ratingStars(scale, rate) {
  const size = Number.isInteger(scale) && scale >= 2 && scale <= 10 ? scale : SCALE;
  const caption = h("div", { class: "rating-caption", text: labels.rating });
  const stars = [];
  const preview = (score) => {
    stars.forEach((star, index) => star.classList.toggle("lit", index < score));
  };
  for (let score = 1; score <= size; score += 1) {
    const meaning = size === SCALE ? labels.starMeanings[score - 1] : "";
    const name = labels.star(score, meaning);
    const on = {
      click: () => rate(score),
      pointerenter: () => preview(score),
      focus: () => preview(score),
    };
    const hint = h("span", { class: "star-meaning", "aria-hidden": "true", text: meaning });
    stars.push(h("button", { type: "button", "aria-label": name, on }, icon("star"), hint));
  }
  const row = h("div", { class: "stars" }, ...stars);
  const root = h("div", { class: "rating", role: "group", "aria-label": labels.rating }, caption, row);
  let given = null;
  const reset = () => preview(given ?? 0);
  row.addEventListener("pointerleave", reset);
  row.addEventListener("focusout", reset);
  return {
    root,
    update(open, score) {
      given = score;
      for (const star of stars) star.disabled = !open || score !== null;
      root.classList.toggle("given", score !== null);
      caption.textContent = score === null ? labels.rating : labels.rated(score);
      if (score !== null) reset();
    },
  };
}
