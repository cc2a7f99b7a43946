/** Long lines on uPlot: equity, drawdown, fans. No React; colours from the palette, times in the chosen zone. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Palette } from "@/charts/palette";
import { formatDay, formatTime, zoneId, type Zone } from "@/format/times";

export interface Line {
  label: string;
  values: readonly (number | null)[];
  colour: string;
  width?: number;
  isDashed?: boolean;
  /** Filled down to 0 (or up to it) in this colour. */
  fill?: string;
  isStepped?: boolean;
}

/** The area between two lines, by their index. */
export interface Band {
  upper: number;
  lower: number;
  fill: string;
}

export interface LineChartData {
  /** Seconds UTC, or plain numbers with `isTime` false. */
  x: readonly number[];
  lines: readonly Line[];
  bands?: readonly Band[];
}

export interface LineChartOptions {
  palette: Palette;
  zone: Zone;
  isTime: boolean;
  sayY(value: number): string;
  sayX?(value: number): string;
  /** Charts of one name share their cross-hair and zoom. */
  sync?: string;
  hasX?: boolean;
}

const AXIS_WIDTH = 64;
const FONT = "11px 'Inter Variable', system-ui, sans-serif";

export class LineChart {
  private plot: uPlot | null = null;
  private readonly resized: ResizeObserver;
  private hover: ((index: number | null) => void) | null = null;
  private pick: ((index: number) => void) | null = null;

  constructor(private readonly box: HTMLElement, private data: LineChartData, private options: LineChartOptions) {
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(box);
    this.build();
  }

  /** New data or colours: uPlot is cheap enough to be made anew. */
  set(data: LineChartData, options: LineChartOptions): void {
    [this.data, this.options] = [data, options];
    this.build();
  }

  onHover(listener: (index: number | null) => void): void {
    this.hover = listener;
  }

  onPick(listener: (index: number) => void): void {
    this.pick = listener;
  }

  destroy(): void {
    this.resized.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  private fit(): void {
    const { clientWidth: width, clientHeight: height } = this.box;
    if (width > 0 && height > 0) this.plot?.setSize({ width, height });
  }

  private build(): void {
    this.plot?.destroy();
    const { x, lines } = this.data;
    const data = [x, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData;
    this.plot = new uPlot(this.settings(), data, this.box);
    this.plot.over.addEventListener("click", () => {
      const index = this.plot?.cursor.idx;
      if (index !== null && index !== undefined) this.pick?.(index);
    });
  }

  private settings(): uPlot.Options {
    const { lines, bands = [] } = this.data;
    const { isTime, sync, zone } = this.options;
    return {
      width: Math.max(80, this.box.clientWidth), height: Math.max(40, this.box.clientHeight),
      padding: [8, 8, this.options.hasX === false ? 6 : 0, 12],
      legend: { show: false },
      tzDate: isTime ? (seconds) => uPlot.tzDate(new Date(seconds * 1_000), zoneId(zone)) : undefined,
      cursor: {
        y: false, points: { size: 6 }, drag: { x: true, y: false, setScale: true },
        sync: sync ? { key: sync, setSeries: false } : undefined,
      },
      scales: { x: { time: isTime } },
      series: [{}, ...lines.map(series)],
      bands: bands.map(({ upper, lower, fill }) => ({ series: [upper + 1, lower + 1], fill })),
      axes: [this.xAxis(), this.yAxis()],
      hooks: {
        setCursor: [(plot) => this.hover?.(plot.cursor.idx ?? null)],
      },
    };
  }

  private xAxis(): uPlot.Axis {
    const { palette, hasX = true, isTime, sayX, zone } = this.options;
    return {
      show: hasX, size: 26, font: FONT, stroke: palette.text, space: 70,
      grid: { stroke: palette.grid, width: 1 }, ticks: { stroke: palette.border, width: 1, size: 4 },
      values: (_plot, splits, _axis, _space, stepS) => splits.map((value) => (isTime ? mark(value, stepS, zone) : (sayX?.(value) ?? String(value)))),
    };
  }

  private yAxis(): uPlot.Axis {
    const { palette, sayY } = this.options;
    return {
      side: 1, size: AXIS_WIDTH, font: FONT, stroke: palette.text, space: 28,
      grid: { stroke: palette.grid, width: 1 }, ticks: { stroke: palette.border, width: 1, size: 4 },
      values: (_plot, splits) => splits.map(sayY),
    };
  }
}

function series({ label, colour, width = 1.5, isDashed, fill, isStepped }: Line): uPlot.Series {
  return {
    label, stroke: colour, width, fill, dash: isDashed ? [4, 3] : undefined, points: { show: false },
    paths: isStepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined,
  };
}

const DAY_S = 86_400;

function mark(seconds: number, stepS: number, zone: Zone): string {
  const us = seconds * 1_000_000;
  if (stepS < DAY_S) return seconds % DAY_S === 0 ? formatDay(us, zone) : formatTime(us, zone);
  const date = new Date(seconds * 1_000);
  if (stepS < 28 * DAY_S) return formatDay(us, zone);
  if (stepS < 360 * DAY_S && date.getUTCMonth() !== 0) return date.toLocaleString("en-GB", { month: "short", timeZone: "UTC" });
  return String(date.getUTCFullYear());
}
