/** Small helpers to build elements. Text is always set as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** 24×24 outlines, drawn with the current colour. */
const ICONS = {
  send: "M12 19V5M5.5 11.5 12 5l6.5 6.5",
  close: "M6 9.5 12 15.5 18 9.5",
  latest: "M12 5v14M6 13l6 6 6-6",
  chat: "M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v8.5A1.5 1.5 0 0 1 19 17h-7.5L7 20.5V17H5a1.5 1.5 0 0 1-1.5-1.5V7A1.5 1.5 0 0 1 5 5.5ZM8.5 11.2v.1M12 11.2v.1M15.5 11.2v.1",
  bot: "M12 4.2v2.3M7.5 6.5h9A2.5 2.5 0 0 1 19 9v6.5a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 15.5V9a2.5 2.5 0 0 1 2.5-2.5ZM9.3 10.7v1.2M14.7 10.7v1.2M9.8 14.6c1.3 1 3.1 1 4.4 0",
  agent: "M12 12.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4ZM5 19.5c.6-3.2 3.4-5 7-5s6.4 1.8 7 5",
  star: "M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7L12 16.8l-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
  alert: "M12 4 21 19.5H3zM12 10.5v4M12 17v.1",
};

/**
 * Build an element.
 * @param {string} tag
 * @param {Object} props attributes; `class`, `text` and `on` (listeners by event) are special,
 *   `false`/`null` leaves an attribute out, `true` sets it empty.
 * @param {...(Node|null)} children
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** As `h`, for SVG elements. */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** An icon that says nothing to a screen reader. */
export function icon(name) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name] }),
  );
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (name === "text") element.textContent = value;
    else if (name === "on") {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
