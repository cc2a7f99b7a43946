/** Entry, stop and target of each open position as horizontal lines. */

import { LineStyle, type IPriceLine, type ISeriesApi } from "lightweight-charts";
import type { Palette } from "@/charts/palette";
import type { PositionInfo } from "@/contracts.gen";
import { formatVolume, toNumber } from "@/format/numbers";

type Kind = "entry" | "stop" | "target";

interface Line {
  line: IPriceLine;
  kind: Kind;
  price: number;
  title: string;
}

export class PositionLines {
  private readonly lines = new Map<string, Line>();
  private palette: Palette | null = null;

  constructor(private readonly series: ISeriesApi<"Candlestick">) {}

  apply(palette: Palette, _digits: number): void {
    this.palette = palette;
    for (const { line, kind } of this.lines.values()) line.applyOptions({ color: palette[kind], axisLabelColor: palette[kind] });
  }

  set(positions: readonly PositionInfo[]): void {
    const wanted = new Map<string, { kind: Kind; price: number; title: string }>();
    for (const position of positions) {
      const add = (kind: Kind, value: string | null | undefined, title: string) => {
        const price = toNumber(value);
        if (price !== null && price > 0) wanted.set(`${position.ticket}/${kind}`, { kind, price, title });
      };
      add("entry", position.price_open, `${position.side} ${formatVolume(position.volume)}`);
      add("stop", position.stop_loss, "SL");
      add("target", position.take_profit, "TP");
    }
    for (const [key, { line }] of this.lines) {
      if (wanted.has(key)) continue;
      this.series.removePriceLine(line);
      this.lines.delete(key);
    }
    for (const [key, line] of wanted) this.put(key, line.kind, line.price, line.title);
  }

  private put(key: string, kind: Kind, price: number, title: string): void {
    const known = this.lines.get(key);
    if (known) {
      if (known.price === price && known.title === title) return;
      known.line.applyOptions({ price, title });
      this.lines.set(key, { ...known, price, title });
      return;
    }
    const color = this.palette?.[kind] ?? "#888888";
    const line = this.series.createPriceLine({
      price, title, color, axisLabelColor: color, lineWidth: 1, axisLabelVisible: true,
      lineStyle: kind === "entry" ? LineStyle.Solid : LineStyle.Dashed,
    });
    this.lines.set(key, { line, kind, price, title });
  }
}
