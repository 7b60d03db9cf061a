/** The few parts of ECharts that the studio draws with; loaded with the first chart alone. */
import { HeatmapChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { Drawing } from "./charts";

use([
  CanvasRenderer,
  GridComponent,
  HeatmapChart,
  LineChart,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
]);

export function drawOn(ground: HTMLElement): Drawing {
  return init(ground);
}
