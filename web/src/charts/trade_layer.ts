/** Trades on candles: a line from entry to exit, and the levels of the chosen one as two boxes. */

import type { AutoscaleInfo, IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive, Logical, SeriesAttachedParameter, Time } from "lightweight-charts";
import type { Palette } from "@/charts/palette";
import { distance, type PlacedTrade } from "@/charts/trade_marks";

type Target = Parameters<IPrimitivePaneRenderer["draw"]>[0];

const NEAR_PX = 9;

interface Place {
  trade: PlacedTrade;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export class TradeLayer implements ISeriesPrimitive<Time> {
  private host: SeriesAttachedParameter<Time> | null = null;
  private trades: readonly PlacedTrade[] = [];
  private chosen: number | null = null;
  private palette: Palette | null = null;
  private readonly view: IPrimitivePaneView = { renderer: () => ({ draw: (target) => this.draw(target) }), zOrder: () => "top" };
  private readonly views = [this.view];

  attached(host: SeriesAttachedParameter<Time>): void {
    this.host = host;
  }

  detached(): void {
    this.host = null;
  }

  /** The levels of the chosen trade are part of the picture. */
  autoscaleInfo(from: Logical, to: Logical): AutoscaleInfo | null {
    const trade = this.trades.find(({ id }) => id === this.chosen);
    if (!trade || trade.to < from || trade.from > to) return null;
    const prices = [trade.priceOpen, trade.priceClose, trade.stop, trade.target].filter((price): price is number => price !== null);
    return { priceRange: { minValue: Math.min(...prices), maxValue: Math.max(...prices) } };
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  set(trades: readonly PlacedTrade[], chosen: number | null, palette: Palette): void {
    [this.trades, this.chosen, this.palette] = [trades, chosen, palette];
    this.host?.requestUpdate();
  }

  /** The trade nearest to a point of the picture, null where none is near. */
  at(x: number, y: number): number | null {
    let found: number | null = null;
    let nearest = NEAR_PX;
    for (const { trade, x1, y1, x2, y2 } of this.places()) {
      const away = distance(x, y, x1, y1, x2, y2);
      if (away <= nearest) [found, nearest] = [trade.id, away];
    }
    return found;
  }

  private x(index: number): number | null {
    return this.host?.chart.timeScale().logicalToCoordinate(index as Logical) ?? null;
  }

  private places(): Place[] {
    const { host } = this;
    const range = host?.chart.timeScale().getVisibleLogicalRange();
    if (!host || !range) return [];
    const places: Place[] = [];
    for (const trade of this.trades) {
      if (trade.to < range.from - 1 || trade.from > range.to + 1) continue;
      const [x1, x2] = [this.x(trade.from), this.x(trade.to)];
      const y1 = host.series.priceToCoordinate(trade.priceOpen);
      const y2 = host.series.priceToCoordinate(trade.priceClose ?? trade.priceOpen);
      if (x1 !== null && x2 !== null && y1 !== null && y2 !== null) places.push({ trade, x1, y1, x2, y2 });
    }
    return places;
  }

  private draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context }) => {
      context.save();
      const places = this.places();
      const chosen = places.find(({ trade }) => trade.id === this.chosen);
      if (chosen) this.drawLevels(context, chosen);
      for (const place of places) this.drawLine(context, place, place === chosen);
      context.restore();
    });
  }

  /** Winners are drawn through, losers dashed: not by colour alone. */
  private drawLine(context: CanvasRenderingContext2D, { trade, x1, y1, x2, y2 }: Place, isChosen: boolean): void {
    const { palette } = this;
    if (!palette) return;
    const isWon = (trade.net ?? 0) >= 0;
    context.globalAlpha = isChosen || this.chosen === null ? 1 : 0.55;
    context.strokeStyle = isWon ? palette.up : palette.down;
    context.lineWidth = isChosen ? 2.5 : 1.5;
    context.setLineDash(isWon ? [] : [4, 3]);
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
    context.setLineDash([]);
    this.drawExit(context, x2, y2, isWon, isChosen);
    context.globalAlpha = 1;
  }

  private drawExit(context: CanvasRenderingContext2D, x: number, y: number, isWon: boolean, isChosen: boolean): void {
    const size = isChosen ? 4.5 : 3.5;
    context.beginPath();
    context.arc(x, y, size, 0, 2 * Math.PI);
    context.fillStyle = isWon ? context.strokeStyle : this.palette!.background;
    context.fill();
    context.lineWidth = 1.5;
    context.stroke();
  }

  private drawLevels(context: CanvasRenderingContext2D, { trade, x1, x2 }: Place): void {
    const right = Math.max(x2, x1 + 24);
    if (trade.target !== null) this.drawLevel(context, x1, right, trade.priceOpen, trade.target, this.palette!.target, "target");
    if (trade.stop !== null) this.drawLevel(context, x1, right, trade.priceOpen, trade.stop, this.palette!.stop, "stop");
  }

  private drawLevel(context: CanvasRenderingContext2D, x1: number, x2: number, entry: number, level: number, colour: string, name: string): void {
    const series = this.host?.series;
    const [yEntry, yLevel] = [series?.priceToCoordinate(entry), series?.priceToCoordinate(level)];
    if (yEntry === null || yEntry === undefined || yLevel === null || yLevel === undefined) return;
    context.fillStyle = colour;
    context.globalAlpha = 0.13;
    context.fillRect(x1, Math.min(yEntry, yLevel), x2 - x1, Math.abs(yLevel - yEntry));
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x1, Math.round(yLevel) + 0.5);
    context.lineTo(x2, Math.round(yLevel) + 0.5);
    context.stroke();
    context.font = "11px 'Inter Variable', system-ui, sans-serif";
    context.textBaseline = yLevel < yEntry ? "bottom" : "top";
    context.fillText(name, x1 + 3, yLevel + (yLevel < yEntry ? -2 : 3));
  }
}
