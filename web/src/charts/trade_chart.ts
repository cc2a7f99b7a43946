/** Candles of a run with its trades. Bars come in windows; the caller reads more when the reader nears an end. */

import {
  CandlestickSeries, ColorType, CrosshairMode, createChart, createSeriesMarkers,
  type IChartApi, type ISeriesApi, type ISeriesMarkersPluginApi, type SeriesMarker, type Time, type UTCTimestamp,
} from "lightweight-charts";
import type { Palette } from "@/charts/palette";
import { TradeLayer } from "@/charts/trade_layer";
import { barAt, place, type PlacedTrade, type TradeMark } from "@/charts/trade_marks";
import { formatDay, formatDayTime, formatTime, zoneName, type Zone } from "@/format/times";

/** Bars as columns, times in microseconds UTC, ascending. */
export interface BarColumns {
  time: readonly number[];
  open: readonly number[];
  high: readonly number[];
  low: readonly number[];
  close: readonly number[];
}

export interface TradeChartOptions {
  palette: Palette;
  zone: Zone;
  digits: number;
  spanUs: number;
}

/** Labels beside exits only while the trades on the screen are this few. */
const LABELLED = 12;
const NEAR_BARS = 25;

const toChart = (us: number) => (us / 1_000_000) as UTCTimestamp;

export class TradeChart {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<"Candlestick">;
  private readonly markers: ISeriesMarkersPluginApi<Time>;
  private readonly layer = new TradeLayer();
  private bars: BarColumns = { time: [], open: [], high: [], low: [], close: [] };
  private trades: readonly TradeMark[] = [];
  private placed: readonly PlacedTrade[] = [];
  private chosen: number | null = null;
  private isLabelled = false;

  constructor(container: HTMLElement, private options: TradeChartOptions) {
    this.chart = createChart(container, { autoSize: true, layout: { attributionLogo: false } });
    this.candles = this.chart.addSeries(CandlestickSeries, { lastValueVisible: false, priceLineVisible: false });
    this.candles.attachPrimitive(this.layer);
    this.markers = createSeriesMarkers(this.candles, []);
    this.chart.timeScale().subscribeVisibleLogicalRangeChange(() => this.label());
    this.apply(options);
  }

  apply(options: TradeChartOptions): void {
    this.options = options;
    const { palette, zone, digits } = options;
    this.chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: palette.background }, textColor: palette.text,
        fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 11,
      },
      grid: { vertLines: { color: palette.grid }, horzLines: { color: palette.grid } },
      crosshair: {
        mode: CrosshairMode.Normal,
        vertLine: { color: palette.crosshair, labelBackgroundColor: palette.crosshair },
        horzLine: { color: palette.crosshair, labelBackgroundColor: palette.crosshair },
      },
      rightPriceScale: { borderColor: palette.border, minimumWidth: 64, scaleMargins: { top: 0.12, bottom: 0.1 } },
      timeScale: {
        borderColor: palette.border, timeVisible: true, secondsVisible: false, rightOffset: 4, minBarSpacing: 0.2,
        tickMarkFormatter: (time: unknown, kind: number) => tickMark(Number(time) * 1_000_000, kind, zone),
      },
      localization: { timeFormatter: (time: unknown) => `${formatDayTime(Number(time) * 1_000_000, zone)} ${zoneName(zone)}` },
    });
    this.candles.applyOptions({
      upColor: palette.upFill, borderUpColor: palette.up, wickUpColor: palette.up,
      downColor: palette.downFill, borderDownColor: palette.down, wickDownColor: palette.down,
      priceFormat: { type: "price", precision: digits, minMove: Number(`1e-${digits}`) },
    });
    this.draw();
  }

  /** Bars that replace what was shown; what the reader looks at stays where it is. */
  setBars(bars: BarColumns): void {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    const anchor = range ? this.bars.time[Math.max(0, Math.round(range.from))] : undefined;
    this.bars = bars;
    this.candles.setData(bars.time.map((us, i) => ({
      time: toChart(us), open: bars.open[i] ?? NaN, high: bars.high[i] ?? NaN, low: bars.low[i] ?? NaN, close: bars.close[i] ?? NaN,
    })));
    if (range && anchor !== undefined && anchor >= (bars.time[0] ?? Infinity)) {
      const from = barAt(bars.time, anchor);
      this.chart.timeScale().setVisibleLogicalRange({ from, to: from + range.to - range.from });
    }
    this.draw();
  }

  setTrades(trades: readonly TradeMark[]): void {
    this.trades = trades;
    this.draw();
  }

  choose(id: number | null): void {
    this.chosen = id;
    this.draw();
  }

  private draw(): void {
    this.placed = place(this.trades, this.bars.time, this.options.spanUs);
    this.layer.set(this.placed, this.chosen, this.options.palette);
    this.mark();
  }

  private label(): void {
    const isLabelled = this.onScreen().length <= LABELLED;
    if (isLabelled !== this.isLabelled) this.mark();
  }

  private onScreen(): PlacedTrade[] {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    return range ? this.placed.filter(({ from, to }) => to >= range.from && from <= range.to) : [...this.placed];
  }

  private mark(): void {
    this.isLabelled = this.onScreen().length <= LABELLED;
    const markers: SeriesMarker<Time>[] = [];
    for (const trade of this.placed) {
      const isBuy = trade.side === "buy";
      const color = isBuy ? this.options.palette.up : this.options.palette.down;
      const entry = this.bars.time[trade.from];
      const exit = this.bars.time[trade.to];
      const isNamed = this.isLabelled || trade.id === this.chosen;
      if (entry !== undefined) {
        markers.push({
          id: `in-${trade.id}`, time: toChart(entry), color, size: trade.id === this.chosen ? 1.6 : 1.1, text: isNamed ? trade.side : undefined,
          position: isBuy ? "belowBar" : "aboveBar", shape: isBuy ? "arrowUp" : "arrowDown",
        });
      }
      if (exit !== undefined && isNamed && trade.closeUs !== null) {
        markers.push({ id: `out-${trade.id}`, time: toChart(exit), color: this.options.palette.entry, size: 0, text: trade.label, position: isBuy ? "aboveBar" : "belowBar", shape: "circle" });
      }
    }
    this.markers.setMarkers(markers.sort((a, b) => Number(a.time) - Number(b.time)));
  }

  /** Put a trade in the middle, wide enough to see what came before it. */
  show(id: number): boolean {
    const trade = this.placed.find((one) => one.id === id);
    if (!trade) return false;
    const length = trade.to - trade.from;
    const around = Math.max(30, Math.round(length * 0.6));
    this.chart.timeScale().setVisibleLogicalRange({ from: trade.from - around, to: trade.to + around });
    return true;
  }

  showAll(): void {
    this.chart.timeScale().fitContent();
  }

  /** Which trade was clicked; null beside all of them. */
  onPick(listener: (id: number | null) => void): void {
    this.chart.subscribeClick(({ point, hoveredObjectId }) => {
      const named = typeof hoveredObjectId === "string" ? /^(?:in|out)-(\d+)$/.exec(hoveredObjectId)?.[1] : undefined;
      listener(named ? Number(named) : point ? this.layer.at(point.x, point.y) : null);
    });
  }

  onHover(listener: (barIndex: number | null) => void): void {
    this.chart.subscribeCrosshairMove(({ time }) => {
      listener(time === undefined ? null : barAt(this.bars.time, Number(time) * 1_000_000));
    });
  }

  onNearEnd(listener: (end: "start" | "end") => void): void {
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (!range || this.bars.time.length === 0) return;
      if (range.from < NEAR_BARS) listener("start");
      else if (range.to > this.bars.time.length - NEAR_BARS) listener("end");
    });
  }

  /** Where a trade's entry lies on the picture, for tests and for keyboard help. */
  placeOf(id: number): { x: number; y: number } | null {
    const trade = this.placed.find((one) => one.id === id);
    const x = trade ? this.chart.timeScale().logicalToCoordinate(trade.from as never) : null;
    const y = trade ? this.candles.priceToCoordinate(trade.priceOpen) : null;
    return x === null || y === null ? null : { x, y };
  }

  destroy(): void {
    this.chart.remove();
  }
}

function tickMark(us: number, kind: number, zone: Zone): string {
  if (kind >= 3) return formatTime(us, zone);
  if (kind === 2) return formatDay(us, zone);
  const date = new Date(us / 1000);
  return kind === 0 ? String(date.getUTCFullYear()) : date.toLocaleString("en-GB", { month: "short", timeZone: "UTC" });
}
