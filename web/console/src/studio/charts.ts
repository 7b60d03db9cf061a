/** What the charts show, as options of ECharts; without importing it. */
import type { EChartsType } from "echarts/core";
import type { Calibration, Confusion, Version } from "../api/studio-types";
import { titleOf } from "./intents";
import { percent } from "./words";

export type Option = Record<string, unknown>;
/** A chart, and the figures it is drawn from for who cannot see it or wants to read them. */
export interface Chart {
  option: Option;
  columns: string[];
  rows: string[][];
}
export type Drawing = Pick<EChartsType, "setOption" | "resize" | "dispose">;

const FONT = { fontFamily: "inherit", color: "#2b3240", fontSize: 12 };
const LINES = { lineStyle: { color: "#e3e8ef" } };
const BRAND = "#1763d1";
const SHORT = 9;
/** Intents of the heat map: more would be too small to read. */
const MOST = 14;
const STILL = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The page's policy forbids styles in markup, so the tip is drawn, not written as HTML. */
function base(tip: (params: never) => string): Option {
  return {
    animation: !STILL,
    textStyle: FONT,
    tooltip: { renderMode: "richText", formatter: tip, confine: true },
  };
}

/** Accuracy with its interval, oldest version first. */
export function accuracyChart(versions: Version[]): Chart | null {
  const rows = versions.map(({ id, figures }) => ({ id, figures: figures! }));
  if (!rows.length) return null;
  const lows = rows.map(({ figures }) => figures.interval[0]);
  const widths = rows.map(({ figures }) => figures.interval[1] - figures.interval[0]);
  const names = rows.map(({ id }) => id);
  const middles = rows.map(({ figures }) => figures.accuracy);
  const floor = Math.max(0, Math.floor(Math.min(...lows) * 20 - 0.5) / 20);
  const band = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  const option = {
    ...base(({ dataIndex }: { dataIndex: number }) => {
      const { id, figures } = rows[dataIndex]!;
      return `${id}\n准确率 ${percent(figures.accuracy)}\n（${percent(figures.interval[0])} 至 ${percent(figures.interval[1])}）`;
    }),
    grid: { left: 48, right: 16, top: 16, bottom: 40 },
    xAxis: { type: "category", data: names, axisLabel: { ...FONT, hideOverlap: true } },
    yAxis: { type: "value", min: floor, max: 1, axisLabel: { ...FONT, formatter: (value: number) => percent(value, 0) }, splitLine: LINES },
    series: [
      { ...band, data: lows },
      { ...band, data: widths, areaStyle: { color: BRAND, opacity: 0.14 } },
      { type: "line", data: middles, itemStyle: { color: BRAND }, lineStyle: { color: BRAND }, symbolSize: 8 },
    ],
  };
  return {
    option,
    columns: ["版本", "准确率", "最低", "最高"],
    rows: names.map((name, index) => [name, percent(middles[index]), percent(lows[index]), percent(lows[index]! + widths[index]!)]),
  };
}

/** Which intent was taken for which, the commonest mistakes first. */
export function confusionChart(confusions: Confusion[]): Chart | null {
  const wrong = confusions.filter(({ expected, predicted }) => expected !== predicted).sort((one, other) => other.n - one.n);
  if (!wrong.length) return null;
  const names: string[] = [];
  for (const { expected, predicted } of wrong) {
    const fresh = [expected, predicted].filter((name) => !names.includes(name));
    if (names.length + fresh.length > MOST) continue;
    names.push(...fresh);
  }
  const shown = wrong.filter(({ expected, predicted }) => names.includes(expected) && names.includes(predicted));
  const cells = shown.map(({ expected, predicted, n }) => [names.indexOf(predicted), names.indexOf(expected), n] as const);
  const label = { ...FONT, formatter: (name: string) => (titleOf(name).length > SHORT ? `${titleOf(name).slice(0, SHORT)}…` : titleOf(name)) };
  const option = {
    ...base(({ dataIndex }: { dataIndex: number }) => {
      const { expected, predicted, n } = shown[dataIndex]!;
      return `应为 ${titleOf(expected)}\n听成 ${titleOf(predicted)}\n${n} 句`;
    }),
    grid: { left: 132, right: 16, top: 8, bottom: 118 },
    xAxis: { type: "category", data: names, axisLabel: { ...label, rotate: 45, interval: 0 }, splitArea: { show: true } },
    yAxis: { type: "category", data: names, inverse: true, axisLabel: { ...label, interval: 0 }, splitArea: { show: true } },
    visualMap: { show: false, min: 0, max: shown[0]!.n, inRange: { color: ["#dbe8fb", "#7fb0ef", BRAND] } },
    series: [
      {
        type: "heatmap",
        data: cells,
        label: { show: true, color: "#1a1f29", textBorderColor: "#fff", textBorderWidth: 2 },
        itemStyle: { borderColor: "#fff", borderWidth: 1 },
      },
    ],
  };
  return {
    option,
    columns: ["应为", "听成", "句数"],
    rows: cells.map(([across, down, n]) => [titleOf(names[down]), titleOf(names[across]), String(n)]),
  };
}

/** How often the model is right when it says how sure it is; on the diagonal it means what it says. */
export function calibrationChart(rows: Calibration[]): Chart | null {
  const filled = rows.filter(({ n }) => n > 0);
  if (!filled.length) return null;
  const most = Math.max(...filled.map(({ n }) => n));
  const points = filled.map(({ claimed, true: right, n }) => ({ value: [claimed, right] as const, symbolSize: 6 + 16 * Math.sqrt(n / most) }));
  const axis = (name: string) => ({
    type: "value",
    min: 0,
    max: 1,
    name,
    nameLocation: "middle",
    nameGap: 34,
    axisLabel: { ...FONT, formatter: (value: number) => percent(value, 0) },
    splitLine: LINES,
  });
  const option = {
    ...base(({ dataIndex }: { dataIndex: number }) => {
      const { claimed, true: right, n } = filled[dataIndex]!;
      return `把握 ${percent(claimed, 0)}\n答对 ${percent(right, 0)}\n${n} 句`;
    }),
    grid: { left: 64, right: 24, top: 16, bottom: 52 },
    xAxis: axis("模型自己的把握"),
    yAxis: { ...axis("实际答对"), nameGap: 44 },
    series: [
      {
        type: "line",
        data: points,
        symbol: "circle",
        itemStyle: { color: BRAND, opacity: 0.85 },
        lineStyle: { color: BRAND },
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: "#8a94a3", type: "dashed" },
          label: { show: false },
          data: [[{ coord: [0, 0] }, { coord: [1, 1] }]],
        },
      },
    ],
  };
  return {
    option,
    columns: ["把握", "实际答对", "句数"],
    rows: points.map(({ value: [claimed, right] }, index) => [percent(claimed), percent(right), String(filled[index]!.n)]),
  };
}
