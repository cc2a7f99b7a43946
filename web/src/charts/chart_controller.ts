/** One chart on the page: bars, indicators, deals and positions brought together, painted per frame. */

import { ChartFeed, type FeedState, type History } from "@/charts/chart_feed";
import { IndicatorFeed, type ReadIndicators } from "@/charts/indicator_feed";
import type { LineUpdate } from "@/charts/indicator_panes";
import { PriceChart, type PriceChartOptions } from "@/charts/price_chart";
import type { DealMade, PositionInfo } from "@/contracts.gen";
import type { Bar } from "@/live/bars";
import type { Live } from "@/live/live";
import { reportChart } from "@/live/probe";

export interface LegendLine {
  key: string;
  label: string;
  colour: string;
  value: number | null;
}

export interface Legend {
  bar: Bar;
  before: Bar | null;
  isOpen: boolean;
  lines: readonly LegendLine[];
}

export interface ChartPort {
  live: Live;
  symbol: string;
  history: History;
  onState(state: FeedState): void;
  onLegend(legend: Legend | null): void;
  onCount(bars: number): void;
}

export class ChartController {
  private readonly chart: PriceChart;
  private readonly feed: ChartFeed;
  private indicators: IndicatorFeed | null = null;
  private drawnLines: LineUpdate[] = [];
  private deals: readonly DealMade[] = [];
  private hovered: number | null = null;
  private isDealsDirty = false;
  private isLegendDirty = true;
  private wanted: number | null = null;
  private readonly leave: (() => void)[];

  constructor(
    container: HTMLElement,
    private readonly port: ChartPort,
    options: PriceChartOptions,
  ) {
    const { live, symbol, history, onState } = port;
    this.chart = new PriceChart(container, options);
    this.chart.onHover((time) => {
      this.hovered = time;
      this.isLegendDirty = true;
    });
    this.feed = new ChartFeed({
      live, history, onState,
      key: `${symbol}:${options.timeframe}`,
      onClosed: () => this.indicators?.barClosed(),
    });
    this.chart.onNearStart(() => void this.feed.older());
    this.leave = [
      live.quotes.paint(symbol, (tick) => this.chart.setQuote(tick.bid, tick.ask)),
      live.onFrame(() => this.paint()),
    ];
    reportChart({ barsShown: 0, barRange: null, markers: [] });
  }

  destroy(): void {
    this.leave.forEach((leave) => leave());
    this.indicators?.close();
    this.feed.close();
    this.chart.destroy();
  }

  retry(): void {
    this.feed.retry();
  }

  apply(options: PriceChartOptions): void {
    this.chart.apply(options);
    this.chart.paint(this.feed.book, { kind: "all" });
    this.isDealsDirty = this.isLegendDirty = true;
  }

  /** Show the indicators that `read` asks for; null shows none. */
  setIndicators(read: ReadIndicators | null, onError: (error: unknown) => void): void {
    this.indicators?.close();
    this.indicators = null;
    this.drawLines([]);
    if (!read) return;
    this.indicators = new IndicatorFeed(read, (updates) => {
      onError(null);
      this.drawLines(updates);
    }, onError);
  }

  setDeals(deals: readonly DealMade[]): void {
    this.deals = deals;
    this.isDealsDirty = true;
  }

  setPositions(positions: readonly PositionInfo[]): void {
    this.chart.setPositions(positions);
  }

  showLatest(): void {
    this.chart.showLatest();
  }

  /** Centre on a moment, now or as soon as its bar is there. */
  centre(us: number): void {
    this.wanted = us;
    this.tryCentre();
  }

  /** The newest bars, oldest first, for the table beside the chart. */
  lastBars(count: number): { bars: Bar[]; hasOpen: boolean } {
    const { closed, open } = this.feed.book;
    const bars = closed.slice(-count);
    return { bars: open ? [...bars, open] : bars, hasOpen: open !== null };
  }

  private drawLines(updates: LineUpdate[]): void {
    this.drawnLines = updates;
    this.chart.setLines(updates);
    this.isLegendDirty = true;
  }

  private paint(): void {
    const { book } = this.feed;
    const change = book.takeChange();
    if (change.kind !== "none") {
      this.chart.paint(book, change);
      const count = book.closed.length + (book.open ? 1 : 0);
      this.port.onCount(count);
      const first = book.closed[0] ?? book.last;
      reportChart({ barsShown: count, barRange: first && book.last && [first.time, book.last.time] });
      this.isLegendDirty = true;
      if (change.kind === "all") this.isDealsDirty = true;
      this.tryCentre();
    }
    if (this.isDealsDirty && book.last) this.isDealsDirty = this.chart.setDeals(this.deals, book);
    if (this.isLegendDirty) {
      this.isLegendDirty = false;
      this.port.onLegend(this.legend());
    }
  }

  private tryCentre(): void {
    const first = this.feed.book.closed[0];
    if (this.wanted === null || !first) return;
    if (this.wanted >= first.time) this.chart.centre(this.wanted);
    this.wanted = null;
  }

  private legend(): Legend | null {
    const { book } = this.feed;
    const bar = (this.hovered === null ? null : book.at(this.hovered)) ?? book.last;
    if (!bar) return null;
    const isLast = bar === book.last;
    const lines = this.drawnLines.map(({ key, name, line }) => ({
      key,
      label: labelOf(name, line),
      colour: this.chart.lineColour(key),
      value: (isLast ? this.indicators?.lastValue(key) : this.indicators?.valueAt(key, bar.time)) ?? null,
    }));
    return { bar, before: book.at(bar.time - 1), isOpen: bar === book.open, lines };
  }
}

/** `MACD(12,26,9) main` and the line `signal` are `MACD(12,26,9) signal`. */
function labelOf(name: string, line: string): string {
  if (line === "" || name.endsWith(` ${line}`)) return name;
  return `${name.replace(/\) \w+$/, ")")} ${line}`;
}
