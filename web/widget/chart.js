/** A bar chart as accessible SVG: the values are text, beside the picture and in its name. */
import { h, svg } from "./dom.js";
import { labels } from "./labels.js";

const STEP = 50;
const WIDEST_STEP = 84;
const NARROWEST = 280;
const BAR = 26;
const PLOT = 104;
const TOP = 24;
const BOTTOM = 26;
const NOTE = 16;
/** More bars than this are scrolled rather than drawn small. */
const MOST_ABREAST = 6;
/** Drawn at most this much larger than its own units, so that its type stays of normal size. */
const LARGEST_SCALE = 1.15;

/**
 * @param {Object} chart
 * @param {string} [chart.title]
 * @param {string} [chart.unit]
 * @param {{label: string, value: string}[]} chart.bars values as they are to be read
 * @param {string} [chart.focus] label of the bar that was asked about; it stands out
 * @param {string} [chart.running] label of the bar that may still grow; it is drawn unfinished
 */
export function barChart({ title = "", unit = "", bars, focus, running }) {
  const width = Math.max(NARROWEST, bars.length * STEP);
  const step = Math.min(WIDEST_STEP, width / Math.max(1, bars.length));
  const unfinished = bars.some(({ label }) => label === running);
  const height = TOP + PLOT + BOTTOM + (unfinished ? NOTE : 0);
  const highest = Math.max(0, ...bars.map(({ value }) => Number(value) || 0));
  const first = (width - bars.length * step + step) / 2;
  const picture = svg(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": labels.chart(title, unit, spoken(bars, running)),
    },
    svg("line", { class: "axis", x1: 0, x2: width, y1: TOP + PLOT + 0.5, y2: TOP + PLOT + 0.5 }),
    ...bars.map((bar, index) => {
      const marks = { focus: bar.label === focus, running: bar.label === running };
      return column(bar, first + index * step, highest, marks);
    }),
  );
  picture.style.minWidth = `${bars.length * (bars.length > MOST_ABREAST ? 46 : 36)}px`;
  picture.style.maxWidth = `${Math.round(width * LARGEST_SCALE)}px`;
  const caption = h(
    "figcaption",
    { "aria-hidden": "true" },
    h("span", { class: "chart-title", text: title }),
    h("span", { class: "chart-unit", text: unit }),
  );
  return h("figure", { class: "chart" }, caption, h("div", { class: "chart-scroll" }, picture));
}

function spoken(bars, running) {
  const say = ({ label, value }) =>
    labels.bar(label === running ? labels.runningBar(label) : label, value);
  return bars.map(say).join("，");
}

function column({ label, value }, centre, highest, { focus, running }) {
  const share = highest > 0 ? Math.max(0, Number(value) || 0) / highest : 0;
  const length = Math.max(2, share * PLOT);
  const top = TOP + PLOT - length;
  const left = centre - BAR / 2;
  const right = centre + BAR / 2;
  const round = Math.min(6, length);
  const outline =
    `M${left} ${TOP + PLOT}V${top + round}q0-${round} ${round}-${round}H${right - round}` +
    `q${round} 0 ${round} ${round}V${TOP + PLOT}`;
  const names = ["column", focus && "focus", running && "running"].filter(Boolean);
  const foot = TOP + PLOT + 18;
  return svg(
    "g",
    { class: names.join(" ") },
    svg("path", { d: outline }),
    svg("text", { class: "value", x: centre, y: top - 8, text: value }),
    svg("text", { class: "label", x: centre, y: foot, text: label }),
    running ? svg("text", { class: "note", x: centre, y: foot + NOTE, text: labels.running }) : null,
  );
}
