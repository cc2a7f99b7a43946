/** Candles, volume, indicator panes, levels and markers on one canvas. No React, no data of its own. */

import {
  CandlestickSeries, ColorType, CrosshairMode, HistogramSeries, LineStyle, createChart,
  type CandlestickData, type HistogramData, type IChartApi, type IPriceLine, type ISeriesApi,
  type MouseEventParams, type UTCTimestamp,
} from "lightweight-charts";
import { IndicatorPanes, type LineUpdate } from "@/charts/indicator_panes";
import { MarkerLayer } from "@/charts/marker_layer";
import { PositionLines } from "@/charts/position_lines";
import type { Palette } from "@/charts/palette";
import type { DealMade, PositionInfo } from "@/contracts.gen";
import { formatDay, formatDayTime, formatTime, zoneName, type Zone } from "@/format/times";
import type { Timeframe } from "@/format/timeframes";
import type { Bar, BarBook, Change } from "@/live/bars";

export interface PriceChartOptions {
  palette: Palette;
  zone: Zone;
  digits: number;
  timeframe: Timeframe;
  showsVolume: boolean;
}

/** What the legend shows: the bar under the cross-hair, or the last one. */
export type HoverListener = (time: number | null) => void;

const toChart = (us: number) => (us / 1_000_000) as UTCTimestamp;
const toMicroseconds = (time: unknown) => Number(time) * 1_000_000;

export class PriceChart {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<"Candlestick">;
  private readonly volume: ISeriesApi<"Histogram">;
  private readonly markers: MarkerLayer;
  private readonly positions: PositionLines;
  private readonly panes: IndicatorPanes;
  private bidLine: IPriceLine | null = null;
  private askLine: IPriceLine | null = null;
  private bidPrice = NaN;
  private askPrice = NaN;
  private bidColour = "";
  private openPrice: number | null = null;
  private paintedUntil = -Infinity;
  private hasFitted = false;

  constructor(container: HTMLElement, private options: PriceChartOptions) {
    this.chart = createChart(container, {
      autoSize: true,
      // The notice stands beside the chart: the library's own logo needs an inline style sheet.
      layout: { attributionLogo: false },
    });
    this.candles = this.chart.addSeries(CandlestickSeries, {});
    this.volume = this.chart.addSeries(HistogramSeries, {
      priceScaleId: "volume", priceFormat: { type: "volume" },
      lastValueVisible: false, priceLineVisible: false,
    });
    this.markers = new MarkerLayer(this.candles);
    this.positions = new PositionLines(this.candles);
    this.panes = new IndicatorPanes(this.chart);
    this.apply(options);
  }

  /** New colours, zone, digits or timeframe; the caller repaints everything afterwards. */
  apply(options: PriceChartOptions): void {
    this.options = options;
    const { palette, digits, zone } = options;
    this.chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: palette.background },
        textColor: palette.text, fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 11,
        panes: { separatorColor: palette.border, separatorHoverColor: palette.grid },
      },
      grid: { vertLines: { color: palette.grid }, horzLines: { color: palette.grid } },
      crosshair: {
        mode: CrosshairMode.Normal,
        vertLine: { color: palette.crosshair, labelBackgroundColor: palette.crosshair },
        horzLine: { color: palette.crosshair, labelBackgroundColor: palette.crosshair },
      },
      rightPriceScale: { borderColor: palette.border, minimumWidth: 64 },
      timeScale: {
        borderColor: palette.border, timeVisible: true, secondsVisible: false, rightOffset: 6,
        tickMarkFormatter: (time: unknown, kind: number) => this.tickMark(toMicroseconds(time), kind),
      },
      localization: {
        timeFormatter: (time: unknown) => `${formatDayTime(toMicroseconds(time), zone)} ${zoneName(zone)}`,
      },
    });
    this.candles.applyOptions({
      upColor: palette.upFill, borderUpColor: palette.up, wickUpColor: palette.up,
      downColor: palette.downFill, borderDownColor: palette.down, wickDownColor: palette.down,
      priceFormat: { type: "price", precision: digits, minMove: Number(`1e-${digits}`) },
      // The open bar is hollow, so its colour cannot label the price: the bid line does.
      lastValueVisible: false, priceLineVisible: false,
    });
    this.volume.applyOptions({ visible: options.showsVolume });
    // On a phone the legend takes more of the height.
    const top = this.chart.paneSize().width < 420 ? 0.26 : 0.12;
    this.candles.priceScale().applyOptions({ scaleMargins: { top, bottom: options.showsVolume ? 0.2 : 0.06 } });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.85, bottom: 0 } });
    this.positions.apply(palette, digits);
    this.panes.apply(palette);
    this.markers.apply(palette);
    this.askLine?.applyOptions({ color: palette.ask });
    this.bidColour = "";
  }

  /** Draw what changed in the book since the last call. */
  paint(book: BarBook, change: Change): void {
    if (change.kind === "none") return;
    const start = change.kind === "tail" ? change.from : -Infinity;
    if (change.kind === "all" || start < this.paintedUntil) this.paintAll(book);
    else {
      for (let i = firstFrom(book.closed, start); i < book.closed.length; i += 1) {
        const bar = book.closed[i];
        if (bar) this.update(bar, false);
      }
      if (book.open && book.open.time >= start) this.update(book.open, true);
    }
    this.paintedUntil = book.last?.time ?? -Infinity;
    this.openPrice = book.open?.open ?? null;
  }

  private paintAll(book: BarBook): void {
    const bars = book.open ? [...book.closed, book.open] : book.closed;
    this.candles.setData(bars.map((bar) => this.candle(bar, bar === book.open)));
    this.volume.setData(bars.map((bar) => this.column(bar)));
    if (!this.hasFitted && bars.length > 0) {
      this.hasFitted = true;
      this.showLatest();
    }
  }

  private update(bar: Bar, isOpen: boolean): void {
    this.candles.update(this.candle(bar, isOpen));
    this.volume.update(this.column(bar));
  }

  private candle(bar: Bar, isOpen: boolean): CandlestickData<UTCTimestamp> {
    const { time, open, high, low, close } = bar;
    const data: CandlestickData<UTCTimestamp> = { time: toChart(time), open, high, low, close };
    if (!isOpen) return data;
    const { openUp, openDown, background } = this.options.palette;
    const colour = close >= open ? openUp : openDown;
    return { ...data, color: background, borderColor: colour, wickColor: colour };
  }

  private column(bar: Bar): HistogramData<UTCTimestamp> {
    const { volumeUp, volumeDown } = this.options.palette;
    const color = bar.close >= bar.open ? volumeUp : volumeDown;
    return { time: toChart(bar.time), value: bar.volume, color };
  }

  /** Bid and ask as lines; the bid's label has the colour of the open bar's direction. */
  setQuote(bid: number, ask: number): void {
    const { up, down, ask: askColour } = this.options.palette;
    const open = this.openPrice;
    const colour = open === null || bid >= open ? up : down;
    if (bid !== this.bidPrice || colour !== this.bidColour) {
      this.bidLine ??= this.line("bid", true);
      this.bidLine.applyOptions({ price: bid, color: colour, axisLabelColor: colour });
    }
    if (ask !== this.askPrice) {
      this.askLine ??= this.line("ask", false);
      this.askLine.applyOptions({ price: ask, color: askColour });
    }
    [this.bidPrice, this.askPrice, this.bidColour] = [bid, ask, colour];
  }

  private line(title: string, axisLabelVisible: boolean): IPriceLine {
    return this.candles.createPriceLine({
      price: 0, title: axisLabelVisible ? "" : title, axisLabelVisible, lineWidth: 1,
      lineStyle: LineStyle.Dotted, color: this.options.palette.ask,
    });
  }

  setPositions(positions: readonly PositionInfo[]): void {
    this.positions.set(positions);
  }

  /** True when a deal waits for its bar to arrive. */
  setDeals(deals: readonly DealMade[], book: BarBook): boolean {
    return this.markers.set(deals, book, this.options.timeframe, this.options.digits);
  }

  setLines(updates: readonly LineUpdate[]): void {
    this.panes.set(updates);
  }

  lineColour(key: string): string {
    return this.panes.colourOf(key);
  }

  /** The newest bars at the right edge, at a readable width. */
  showLatest(): void {
    const width = this.chart.timeScale().width() || 800;
    const last = this.candles.data().length;
    const shown = Math.max(40, Math.floor(width / 8));
    this.chart.timeScale().setVisibleLogicalRange({ from: last - shown, to: last + 5 });
  }

  /** Put the bar at `us` in the middle, keeping the zoom. */
  centre(us: number): void {
    const index = this.candles.data().findLastIndex((item) => toMicroseconds(item.time) <= us);
    const range = this.chart.timeScale().getVisibleLogicalRange();
    if (index < 0 || !range) return;
    const half = (range.to - range.from) / 2;
    this.chart.timeScale().setVisibleLogicalRange({ from: index - half, to: index + half });
  }

  onHover(listener: HoverListener): void {
    this.chart.subscribeCrosshairMove((event: MouseEventParams) => {
      listener(event.time === undefined ? null : toMicroseconds(event.time));
    });
  }

  /** Called when the reader comes near the oldest bar. */
  onNearStart(listener: () => void): void {
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range && range.from < 20 && this.hasFitted) listener();
    });
  }

  destroy(): void {
    this.chart.remove();
  }

  private tickMark(us: number, kind: number): string {
    const { zone } = this.options;
    return kind >= 3 ? formatTime(us, zone) : kind === 2 ? formatDay(us, zone) : formatMonth(us, kind);
  }
}

/** Year and month marks: `2026`, `Nov`. */
function formatMonth(us: number, kind: number): string {
  const date = new Date(us / 1000);
  if (kind === 0) return String(date.getUTCFullYear());
  return date.toLocaleString("en-GB", { month: "short", timeZone: "UTC" });
}

function firstFrom(bars: readonly Bar[], time: number): number {
  let index = bars.length;
  while (index > 0 && (bars[index - 1]?.time ?? 0) >= time) index -= 1;
  return index;
}
