/** Indicator lines as the engine computed them: on the price pane, or each in a pane below. */

import { HistogramSeries, LineSeries, LineStyle, type IChartApi, type IPriceLine, type ISeriesApi, type LineData, type UTCTimestamp, type WhitespaceData } from "lightweight-charts";
import type { Palette } from "@/charts/palette";

export interface LineUpdate {
  /** Indicator and line together: unique on the chart. */
  key: string;
  name: string;
  line: string;
  pane: "price" | "below";
  time: readonly number[];
  values: readonly (number | null)[];
  /** First index that differs from what was drawn; 0 draws everything. */
  from: number;
}

interface Drawn {
  levels: readonly IPriceLine[];
  series: ISeriesApi<"Line"> | ISeriesApi<"Histogram">;
  colour: number;
  group: string;
}

const BELOW_HEIGHT_PX = 92;
const LEVELS: Record<string, readonly number[]> = { RSI: [30, 70] };

type Point = LineData<UTCTimestamp> | WhitespaceData<UTCTimestamp>;

export class IndicatorPanes {
  private readonly drawn = new Map<string, Drawn>();
  private readonly groups: string[] = [];
  private palette: Palette | null = null;

  constructor(private readonly chart: IChartApi) {}

  apply(palette: Palette): void {
    this.palette = palette;
    for (const { series, colour, levels } of this.drawn.values()) {
      series.applyOptions({ color: this.colour(colour) });
      levels.forEach((level) => level.applyOptions({ color: palette.crosshair }));
    }
  }

  colourOf(key: string): string {
    const found = this.drawn.get(key);
    return found ? this.colour(found.colour) : "transparent";
  }

  /** Exactly these lines are on the chart afterwards. */
  set(updates: readonly LineUpdate[]): void {
    const wanted = new Set(updates.map((update) => update.key));
    for (const key of [...this.drawn.keys()]) if (!wanted.has(key)) this.remove(key);
    for (const update of updates) {
      const known = this.drawn.get(update.key);
      if (!known) this.add(update);
      else if (update.from === 0) known.series.setData(points(update));
      else for (let i = update.from; i < update.time.length; i += 1) known.series.update(point(update, i));
    }
  }

  private add(update: LineUpdate): void {
    const paneIndex = update.pane === "price" ? 0 : this.paneFor(update.name);
    const colour = this.freeColour();
    const options = {
      color: this.colour(colour), lineWidth: 1 as const, lastValueVisible: false,
      priceLineVisible: false, crosshairMarkerVisible: false,
    };
    const isHistogram = update.line === "hist";
    const series = isHistogram
      ? this.chart.addSeries(HistogramSeries, { ...options }, paneIndex)
      : this.chart.addSeries(LineSeries, options, paneIndex);
    const levels = LEVELS[update.name.split("(")[0] ?? ""] ?? [];
    const lines = levels.map((price) =>
      series.createPriceLine({
        price, color: this.palette?.crosshair ?? "#888888", lineWidth: 1, title: "",
        lineStyle: LineStyle.Dashed, axisLabelVisible: false,
      }),
    );
    series.setData(points(update));
    this.drawn.set(update.key, { levels: lines, series, colour, group: update.pane === "price" ? "" : update.name });
    this.size();
  }

  private remove(key: string): void {
    const found = this.drawn.get(key);
    if (!found) return;
    this.chart.removeSeries(found.series);
    this.drawn.delete(key);
    const isUsed = [...this.drawn.values()].some(({ group }) => group === found.group);
    if (found.group !== "" && !isUsed) this.groups.splice(this.groups.indexOf(found.group), 1);
    this.size();
  }

  private paneFor(group: string): number {
    if (!this.groups.includes(group)) this.groups.push(group);
    return this.groups.indexOf(group) + 1;
  }

  private freeColour(): number {
    const taken = new Set([...this.drawn.values()].map(({ colour }) => colour));
    let colour = 0;
    while (taken.has(colour)) colour += 1;
    return colour;
  }

  private colour(index: number): string {
    const lines = this.palette?.lines ?? ["#888888"];
    return lines[index % lines.length] ?? "#888888";
  }

  private size(): void {
    this.chart.panes().slice(1).forEach((pane) => pane.setHeight(BELOW_HEIGHT_PX));
  }
}

function point(update: LineUpdate, i: number): Point {
  const time = ((update.time[i] ?? 0) / 1_000_000) as UTCTimestamp;
  const value = update.values[i];
  return value === null || value === undefined ? { time } : { time, value };
}

function points(update: LineUpdate): Point[] {
  return update.time.map((_, i) => point(update, i));
}
